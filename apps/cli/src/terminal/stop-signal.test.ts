import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';

const MODULE = fileURLToPath(new URL('../../dist/terminal/stop-signal.js', import.meta.url));

let child: ChildProcess;
afterEach(() => child.kill('SIGKILL'));

/** A program that needs a moment to stop in order, and says when it has done so. */
async function program(stopMs: number): Promise<ChildProcess> {
  const source = `import { onStopSignal } from ${JSON.stringify(MODULE)};
    setInterval(() => {}, 1000);
    onStopSignal().addEventListener('abort', () => setTimeout(() => process.exit(0), ${stopMs}));
    console.log('listening');`;
  const args = ['--input-type=module', '-e', source];
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

it('stops in order when one Ctrl-C arrives twice, as it does under npm', async () => {
  const running = await program(300);
  running.kill('SIGINT');
  running.kill('SIGTERM');
  expect(await once(running, 'exit')).toEqual([0, null]);
});

it('ends at once when a person insists', async () => {
  const running = await program(60_000);
  running.kill('SIGINT');
  setTimeout(() => running.kill('SIGINT'), 1_500);
  expect(await once(running, 'exit')).toEqual([1, null]);
});
