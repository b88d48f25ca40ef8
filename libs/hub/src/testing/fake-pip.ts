import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the program does: it knows wheels by their requirement, and fails or hangs where it is told to. */
const PROGRAM = `#!${process.execPath}
const fs = require('node:fs');
const path = require('node:path');
const args = process.argv.slice(2);
const read = (name) => { try { return fs.readFileSync(path.join(__dirname, name)); } catch { return undefined; } };
fs.appendFileSync(path.join(__dirname, 'calls'), JSON.stringify(args) + '\\n');
const failure = read('failure');
const requirement = args.at(-1);
const wheel = read(requirement + '.whl');
if (failure) {
  process.stderr.write(failure);
  process.exitCode = 1;
} else if (!wheel) {
  process.stderr.write('ERROR: No matching distribution found for ' + requirement + '\\n');
  process.exitCode = 1;
} else if (read('hangs')) {
  fs.writeFileSync(path.join(process.env.TMPDIR, 'half'), wheel.subarray(0, wheel.length / 2));
  setInterval(() => undefined, 1000);
} else {
  fs.writeFileSync(path.join(args[args.indexOf('--dest') + 1], requirement.replace('==', '-') + '-py3-none-any.whl'), wheel);
}
`;

/** A program named pip3, in a folder to be put on the PATH, with an index of its own. */
export class FakePip {
  private constructor(readonly folder: string) {}

  static async create(folder: string): Promise<FakePip> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'pip3'), PROGRAM);
    await chmod(join(folder, 'pip3'), 0o755);
    return new FakePip(folder);
  }

  async offer(requirement: string, wheel: Buffer): Promise<void> {
    await writeFile(join(this.folder, `${requirement}.whl`), wheel);
  }

  /** It ends with these words on standard error. */
  async fail(words: string): Promise<void> {
    await writeFile(join(this.folder, 'failure'), words);
  }

  /** It comes half way, and no further. */
  async hang(): Promise<void> {
    await writeFile(join(this.folder, 'hangs'), '!');
  }

  /** How it was called, so far. */
  async calls(): Promise<string[][]> {
    const text = await readFile(join(this.folder, 'calls'), 'utf8').catch(() => '');
    const lines = text.split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as string[]);
  }
}
