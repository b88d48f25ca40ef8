import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallProblem } from '../call/problem.js';
import { emptyStats } from '../call/stats.js';
import type { CallPorts } from '../call/voice-call.js';
import { App } from './app.js';

const facts = {
  '/api/info': { authRequired: false, defaultPersona: 'You are a helpful assistant.' },
  '/api/voices': { default: 'slt', voices: ['slt', 'rms'] },
};

beforeEach(() => {
  localStorage.clear();
  // jsdom has neither; the page only draws with them.
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  HTMLCanvasElement.prototype.getContext = () => null;
  answer(facts);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function answer(replies: Record<string, unknown>): void {
  vi.stubGlobal('fetch', async (path: string) => Response.json(replies[path]));
}

/** A person who never lets the page have the microphone, and one who never decides. */
const refusing = () => Promise.reject(new CallProblem('microphone-refused'));
const undecided = () => new Promise<never>(() => undefined);

function open(openSpeaker: CallPorts['openSpeaker'] = undecided) {
  render(<App ports={{ openSpeaker, openMicrophone: undecided }} stats={emptyStats()} />);
  return userEvent.setup();
}

const talkButton = () => screen.getByRole('button', { name: 'Talk' });
const pressed = () => talkButton().getAttribute('aria-pressed');

describe('the page', () => {
  it('has a heading, a conversation log, and a talk button that says if it is on', async () => {
    const user = open();
    expect(screen.getByRole('heading', { name: 'Parley', level: 1 })).toBeDefined();
    expect(screen.getByRole('log', { name: 'Conversation' })).toBeDefined();
    expect(pressed()).toBe('false');
    await user.click(talkButton());
    expect(pressed()).toBe('true');
    expect(screen.getByTestId('activity').textContent).toBe('Waiting for your microphone…');
    await user.click(talkButton());
    expect(pressed()).toBe('false');
  });

  it('starts and stops with the space key', async () => {
    const user = open();
    await user.keyboard(' ');
    expect(pressed()).toBe('true');
    await user.keyboard(' ');
    expect(pressed()).toBe('false');
  });

  it('leaves the space key to a field that is being written in', async () => {
    const user = open();
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    await user.type(screen.getByRole('textbox', { name: 'Persona' }), 'Be kind and brief');
    expect(pressed()).toBe('false');
    expect(localStorage.getItem('parley.persona')).toBe('Be kind and brief');
  });

  it('presses the button once when space is pressed on the button itself', async () => {
    const user = open();
    talkButton().focus();
    await user.keyboard(' ');
    expect(pressed()).toBe('true');
  });

  it('says as an alert what is wrong and what to do', async () => {
    const user = open(refusing);
    await user.click(talkButton());
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(/may not use your microphone.*Allow the microphone/);
    expect(pressed()).toBe('false');
  });

  it('offers the voices of the server and remembers the choice', async () => {
    const user = open();
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    const voice = await screen.findByRole('combobox', { name: 'Voice' });
    await within(voice).findByRole('option', { name: 'rms' });
    await user.selectOptions(voice, 'rms');
    expect(localStorage.getItem('parley.voice')).toBe('rms');
  });

  it('falls back to the usual voice when the remembered one is gone', async () => {
    localStorage.setItem('parley.voice', 'gone');
    const user = open();
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    const voice = await screen.findByRole('combobox', { name: 'Voice' });
    await within(voice).findByRole('option', { name: 'slt (usual)' });
    expect(voice).toHaveProperty('value', '');
  });

  it('closes the settings with Escape and gives the focus back', async () => {
    const user = open();
    const button = screen.getByRole('button', { name: 'Settings' });
    await user.click(button);
    expect(button.getAttribute('aria-expanded')).toBe('true');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('combobox')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('asks for an access token only where the server wants one', async () => {
    answer({ ...facts, '/api/info': { authRequired: true, defaultPersona: '' } });
    const user = open();
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    await screen.findByLabelText('Access token');
    await user.click(talkButton());
    expect(screen.getByRole('alert').textContent).toMatch(/wants an access token/);
    await user.type(screen.getByLabelText('Access token'), 'secret');
    await user.click(talkButton());
    expect(screen.queryByRole('alert')).toBeNull();
    expect(localStorage.length).toBe(0);
  });
});
