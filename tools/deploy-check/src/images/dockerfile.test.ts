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

  it('pins its base images, one for the CPU and one for GPUs, to a version', () => {
    const names = new Set(stages.map(({ name }) => name));
    const images = stages.map(({ from }) => from).filter((from) => !names.has(from));
    expect(images).toEqual([
      expect.stringMatching(/^node:\d+\.\d+\.\d+-bookworm-slim$/),
      expect.stringMatching(/^nvidia\/cuda:13\.\d+\.\d+-cudnn-runtime-ubuntu24\.04$/),
    ]);
  });

  it.each(['codec-worker', 'lm-worker'])(
    'has %s for a GPU as well, in all else the same',
    (program) => {
      const target = `${program}-gpu`;
      expect(inherited(stages, target)[0]?.text).toContain('--uid 1000');
      expect(textsOf(target, 'COPY')).toContain(`--from=${program} /parley ./`);
      expect(textsOf(target, 'USER')).toEqual(['node']);
      expect(textsOf(target, 'ENTRYPOINT')).toEqual(textsOf(program, 'ENTRYPOINT').slice(-1));
      expect(textsOf(target, 'HEALTHCHECK')[0]).toContain('CMD ["node", "health.mjs"]');
      expect(textsOf(target, 'EXPOSE')).toEqual(textsOf(program, 'EXPOSE'));
    },
  );

  it('gives the GPU images ONNX Runtime of the version that the CPU images have', () => {
    const manifest = readFileSync(join(ROOT, 'node_modules/onnxruntime-node/package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    const wheel = readFileSync(join(ROOT, 'deploy/docker/onnxruntime-gpu.txt'), 'utf8');
    expect(wheel).toMatch(
      new RegExp(`^onnxruntime-gpu==${version} --hash=sha256:[0-9a-f]{64}$`, 'm'),
    );
    expect(textsOf('gpu-worker', 'ENV').join(' ')).toContain(
      `ONNXRUNTIME_LIBRARY=/onnxruntime/libonnxruntime.so.${version}`,
    );
    expect(textsOf('gpu-worker', 'COPY')).toContain(
      '--from=onnxruntime-gpu /onnxruntime /onnxruntime',
    );
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
