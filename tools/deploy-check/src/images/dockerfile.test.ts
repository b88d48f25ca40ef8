import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/root.js';
import { inherited, readDockerfile } from './dockerfile.js';

const stages = readDockerfile();
// The page has no image of its own: the gateway serves it.
const PROGRAMS = readdirSync(join(ROOT, 'apps')).filter((name) => name !== 'web');
const textsOf = (target: string, keyword: string) =>
  inherited(stages, target)
    .filter((instruction) => instruction.keyword === keyword)
    .map(({ text }) => text);

describe('the Dockerfile', () => {
  it('has a target for every program', () => {
    const targets = stages.map(({ name }) => name);
    expect(targets).toEqual(expect.arrayContaining(PROGRAMS));
  });

  it.each(PROGRAMS)('starts %s from a file that its build makes', (program) => {
    const [entrypoint = '[]'] = textsOf(program, 'ENTRYPOINT').slice(-1);
    const [node, path] = JSON.parse(entrypoint) as string[];
    expect([node, path]).toEqual(['node', `apps/${program}/dist/main.js`]);
    expect(existsSync(join(ROOT, path ?? ''))).toBe(true);
  });

  it.each(PROGRAMS)('runs %s as a user without rights', (program) => {
    expect(textsOf(program, 'USER').at(-1)).toBe('node');
  });

  it.each(PROGRAMS)('installs production dependencies of %s alone', (program) => {
    const installs = textsOf(`${program}-modules`, 'RUN').join('\n');
    expect(installs).toContain(`npm ci --omit=dev --workspace @parley/${program}`);
    const manifest = readFileSync(join(ROOT, `apps/${program}/package.json`), 'utf8');
    expect((JSON.parse(manifest) as { name: string }).name).toBe(`@parley/${program}`);
  });

  it.each(PROGRAMS.filter((program) => program !== 'cli'))('asks %s for its health', (program) => {
    expect(textsOf(program, 'HEALTHCHECK').at(-1)).toContain('CMD ["node", "health.mjs"]');
  });

  it('pins its one base image to a version', () => {
    const names = new Set(stages.map(({ name }) => name));
    const images = stages.map(({ from }) => from).filter((from) => !names.has(from));
    expect(images).toEqual([expect.stringMatching(/^node:\d+\.\d+\.\d+-bookworm-slim$/)]);
  });

  it('copies only from stages and files that are there', () => {
    const names = stages.map(({ name }) => name);
    const copies = stages.flatMap(({ instructions }) =>
      instructions.filter(({ keyword }) => keyword === 'COPY').map(({ text }) => text),
    );
    for (const copy of copies) {
      const from = /^--from=(\S+)/.exec(copy)?.[1];
      if (from) expect(names, copy).toContain(from);
      else
        for (const source of copy.split(' ').slice(0, -1))
          expect(existsSync(join(ROOT, source)), copy).toBe(true);
    }
  });
});
