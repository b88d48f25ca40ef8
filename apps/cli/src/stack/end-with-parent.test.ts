import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { END_WITH_PARENT } from './layout.js';

const CHILD = `console.log('alive'); setInterval(() => {}, 1000);
  process.on('SIGTERM', () => { console.log('stopping'); process.exit(0); });`;
const PARENT = `require('node:child_process').spawn(process.execPath,
  ['--import', ${JSON.stringify(END_WITH_PARENT)}, '-e', ${JSON.stringify(CHILD)}],
  { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  setInterval(() => {}, 1000);`;

it('stops a child in order when its parent is killed', async () => {
  const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  parent.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output === 'alive\n') parent.kill('SIGKILL');
  });
  await once(parent.stdout, 'close'); // the child held the other end of the pipe
  expect(output).toBe('alive\nstopping\n');
});

it('lets a process live that waits for messages', async () => {
  const child = spawn(
    process.execPath,
    ['--import', END_WITH_PARENT, '-e', `process.on('message', (text) => process.send(text))`],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const ended = once(child, 'exit');
  const answered = once(child, 'message');
  await sleep(500);
  child.send('still there?');
  expect((await Promise.race([answered, ended]))[0]).toBe('still there?');
  child.kill();
});
