import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { Utterance } from '../conversation/utterances.js';
import { Transcript } from './transcript.js';

afterEach(cleanup);

const answer: Utterance = {
  key: '1-assistant-1',
  role: 'assistant',
  text: 'Install the client from the portal.',
  final: true,
  interrupted: false,
  grounded: true,
  citations: [
    {
      document: 'vpn.md',
      title: 'Set up the VPN',
      score: 0.86,
      passage: 'Get it from the portal.',
    },
    { document: 'faq.md', title: 'Questions', score: 0.5 },
  ],
};

describe('Transcript', () => {
  it('shows who said what, with the sources under the answer', () => {
    render(<Transcript utterances={[answer]} />);
    const log = screen.getByRole('log');
    expect(within(log).getByRole('heading', { name: 'Parley' })).toBeDefined();
    const sources = within(log).getByRole('list', { name: 'Sources' });
    expect(within(sources).getAllByRole('listitem')).toHaveLength(2);
    expect(within(sources).getByRole('img', { name: 'Relevance 86 %' })).toBeDefined();
  });

  it('unfolds a passage by keyboard or click', async () => {
    render(<Transcript utterances={[answer]} />);
    const passage = screen.getByText('Get it from the portal.');
    const card = passage.closest('details');
    expect(card?.open).toBe(false);
    await userEvent.click(screen.getByText('Set up the VPN'));
    expect(card?.open).toBe(true);
  });

  it('keeps guesses from a screen reader until they are final', () => {
    const { rerender } = render(<Transcript utterances={[{ ...answer, final: false }]} />);
    expect(screen.getByText(answer.text).getAttribute('aria-hidden')).toBe('true');
    rerender(<Transcript utterances={[answer]} />);
    expect(screen.getByText(answer.text).getAttribute('aria-hidden')).toBe('false');
  });

  it('says where the person cut in, and which answers no document supports', () => {
    const refusal = { ...answer, grounded: false, citations: [], interrupted: true };
    render(<Transcript utterances={[refusal]} />);
    expect(screen.getByText('you cut in here')).toBeDefined();
    expect(screen.getByText('Not from the documents')).toBeDefined();
    expect(screen.queryByRole('list', { name: 'Sources' })).toBeNull();
  });
});
