import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  DocumentsProblem,
  type DocumentsApi,
  type ListedDocument,
} from '../documents/documents-api.js';
import { DocumentsPanel } from './documents-panel.js';

const wifi = { id: 'w', name: 'wifi.md', title: 'Wi-Fi', passages: 3, handedIn: false };

/** A server that has what it was sent; an upload ends when the test says so. */
class Server implements DocumentsApi {
  documents: ListedDocument[] = [wifi];
  sending: { onSent(share: number): void; end(problem?: string): void } | undefined;

  list = async () => [...this.documents];

  upload(file: File, onSent: (share: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (problem?: string) => {
        if (problem) return reject(new DocumentsProblem(problem));
        const { name } = file;
        this.documents.push({ id: name, name, title: name, passages: 1, handedIn: true });
        resolve();
      };
      this.sending = { onSent, end };
    });
  }

  remove = async (id: string) => {
    this.documents = this.documents.filter((document) => document.id !== id);
  };
}

let server: Server;
const onClose = vi.fn();
beforeEach(() => {
  server = new Server();
});
afterEach(cleanup);

async function open() {
  render(<DocumentsPanel api={server} onClose={onClose} />);
  const user = userEvent.setup({ applyAccept: false });
  await screen.findByText('Wi-Fi');
  return user;
}

const files = () => screen.getByLabelText('Files to add');
const file = (name: string) => new File(['x'], name);
const rows = () => screen.getAllByTestId('document').map(({ textContent }) => textContent);

it('lists what answers come from; what the server owns cannot be removed', async () => {
  server.documents.push({
    ...wifi,
    id: 'b',
    name: 'b.pdf',
    title: 'b.pdf',
    passages: 0,
    handedIn: true,
  });
  await open();
  expect(rows()).toEqual(['b.pdfb.pdf cannot be readRemove', 'Wi-Fiwifi.md']);
});

it('sends files one after another, says how far it is, and lists them then', async () => {
  const user = await open();
  await user.upload(files(), [file('a.md'), file('b.md')]);
  expect(screen.getAllByTestId('upload')).toHaveLength(2);
  act(() => server.sending?.onSent(0.5));
  expect(screen.getByLabelText('Sending a.md')).toHaveProperty('value', 0.5);
  act(() => server.sending?.onSent(1));
  expect(screen.getByText('Being read')).toBeDefined();
  await act(async () => server.sending?.end());
  await act(async () => server.sending?.end());
  expect(screen.queryByTestId('upload')).toBeNull();
  expect(rows()).toEqual(['a.mda.mdRemove', 'b.mdb.mdRemove', 'Wi-Fiwifi.md']);
});

it('says as an alert why a file was not taken, until others are added', async () => {
  const user = await open();
  await user.upload(files(), file('a.pdf'));
  await act(async () => server.sending?.end('a.pdf is not a PDF that can be read.'));
  expect(screen.getByRole('alert').textContent).toBe('a.pdf is not a PDF that can be read.');
  await user.upload(files(), file('b.md'));
  expect(screen.queryByRole('alert')).toBeNull();
});

it('removes a document', async () => {
  server.documents.push({ ...wifi, id: 'a', name: 'a.md', title: 'A', handedIn: true });
  const user = await open();
  await user.click(screen.getByRole('button', { name: 'Remove A' }));
  expect(rows()).toEqual(['Wi-Fiwifi.md']);
});

it('says what is wrong with the server', async () => {
  server.list = () => Promise.reject(new DocumentsProblem('An access token is needed.'));
  render(<DocumentsPanel api={server} onClose={onClose} />);
  expect((await screen.findByRole('alert')).textContent).toBe('An access token is needed.');
});

it('closes with Escape', async () => {
  const user = await open();
  within(screen.getByRole('region', { name: 'Documents' }))
    .getByRole('button')
    .focus();
  await user.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledOnce();
});
