/**
 * Makes sets of recordings of people for `parley bench stt` and `parley bench turns`, from public repositories:
 *
 *   node tools/speech-sets/make.mjs OUT [--clones FOLDER]
 *
 * Repositories are cloned into OUT/clones, or taken from FOLDER, where each is a git directory `owner+name/repo`. Needs git and
 * ffmpeg. OUT/open and OUT/sealed each hold half of the recordings, by the hash of their names: tune on the open half, and
 * measure the sealed one once. In each:
 *
 *   read/CONDITION/     read sentences with their texts
 *   orders/CONDITION/   orders with the key words that must be heard
 *   murmurs/            sneezes and what listeners say, for `bench turns --backchannels`
 *
 * Conditions are clean, telephone, and each noise at 20, 10 and 5 dB; babble is of other people in meetings.
 */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decode, encode, levelled, mixed, SAMPLE_RATE_HZ, throughTelephone } from './audio.mjs';
import { NOISES, SOUNDS, SOURCES } from './sources.mjs';

const SNRS_DB = [20, 10, 5];
/** Enough to tell one percent from two, and to be played in a quarter of an hour. */
const MOST_ORDERS = 120;
/** A listener's word or two. */
const MURMUR_SECONDS = { from: 0.25, to: 0.7 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { clones: { type: 'string' } },
});
const [out] = positionals;
if (!out) throw new Error('Name the folder to make the sets in.');

function open(repository, commit = 'HEAD') {
  const name = new URL(repository).pathname.slice(1).replace('/', '+');
  const folder = join(values.clones ?? join(out, 'clones'), name, 'repo');
  if (!existsSync(folder)) execFileSync('git', ['clone', '--bare', repository, folder]);
  const git = (...args) => execFileSync('git', ['-C', folder, ...args], { maxBuffer: 1 << 28 });
  return {
    bytes: (path) => git('show', `${commit}:${path}`),
    text: (path) => git('show', `${commit}:${path}`).toString(),
    paths: (under) =>
      git('ls-tree', '-r', '-z', '--name-only', commit, ...(under ? [under] : []))
        .toString()
        .split('\0')
        .filter(Boolean),
  };
}

const hashOf = (name) => createHash('sha256').update(name).digest();
const halfOf = (name) => (hashOf(name)[0] % 2 === 0 ? 'open' : 'sealed');

function write(half, folder, name, samples) {
  mkdirSync(join(out, half, folder), { recursive: true });
  writeFileSync(join(out, half, folder, `${name}.wav`), encode(samples));
}

/** One clip under all conditions, and the row that lists it. */
function writeClip(set, { name, samples, ...said }, noises) {
  const half = halfOf(name);
  const speech = levelled(samples);
  const conditions = { clean: speech, telephone: throughTelephone(speech) };
  for (const [noise, sound] of Object.entries(noises))
    for (const snrDb of SNRS_DB)
      conditions[`${noise}-${snrDb}`] = mixed(speech, sound, snrDb, hashOf(name).readUInt32LE(1));
  for (const [condition, sound] of Object.entries(conditions))
    write(half, join(set, condition), name, sound);
  return { half, conditions: Object.keys(conditions), row: { file: `${name}.wav`, ...said } };
}

function writeSet(set, clips, noises) {
  const lists = new Map();
  for (const clip of clips) {
    const { half, conditions, row } = writeClip(set, clip, noises);
    for (const condition of conditions) {
      const folder = join(out, half, set, condition);
      lists.set(folder, [...(lists.get(folder) ?? []), row]);
    }
  }
  for (const [folder, rows] of lists)
    writeFileSync(join(folder, 'texts.json'), JSON.stringify(rows, undefined, 2));
}

function clipsOf({ repository, texts, clips }) {
  const git = open(repository);
  return clips(git, texts && open(texts))
    .filter(({ text, keywords }) => text ?? keywords)
    .map(({ path, ...clip }) => ({ ...clip, samples: decode(git.bytes(path)) }));
}

/** Six meetings at once. */
function babble(meetings) {
  const voices = meetings.slice(0, 6).map(levelled);
  return voices[0].map((_, i) => voices.reduce((sum, voice) => sum + (voice[i] ?? 0), 0) / 6);
}

function writeMurmurs() {
  const sneezes = open(SOUNDS.sneezes.repository, SOUNDS.sneezes.commit);
  for (const path of sneezes.paths(SOUNDS.sneezes.folder)) {
    const name = `sneeze-${path.match(/([\w-]+)\.ogg$/)[1]}`;
    write(halfOf(name), 'murmurs', name, levelled(decode(sneezes.bytes(path))));
  }
  const meetings = open(SOUNDS.meetings.repository);
  const recordings = meetings.paths(SOUNDS.meetings.folder);
  for (const list of recordings.filter((each) => each.endsWith('.rttm')))
    for (const murmur of murmursIn(meetings.text(list))) {
      const path = recordings.find((each) => each.endsWith(`/${murmur.recording}.wav`));
      if (!path) continue;
      const samples = decode(meetings.bytes(path));
      const [from, to] = [murmur.from, murmur.to].map((at) => Math.round(at * SAMPLE_RATE_HZ));
      const name = `murmur-${murmur.recording}-${Math.round(murmur.from * 1_000)}`;
      write(halfOf(name), 'murmurs', name, levelled(samples.subarray(from, to)));
    }
}

/** Short turns that nobody else speaks in. */
function murmursIn(rttm) {
  const turns = [...rttm.matchAll(/^SPEAKER (\S+) 1 (\S+) (\S+)/gm)].map(
    ([, recording, from, seconds]) => ({
      recording,
      from: Number(from),
      to: Number(from) + Number(seconds),
    }),
  );
  return turns.filter(
    (one) =>
      one.to - one.from >= MURMUR_SECONDS.from &&
      one.to - one.from <= MURMUR_SECONDS.to &&
      turns.every(
        (other) =>
          other === one ||
          other.recording !== one.recording ||
          other.to <= one.from ||
          other.from >= one.to,
      ),
  );
}

const meetings = open(SOUNDS.meetings.repository);
const recordings = meetings
  .paths(SOUNDS.meetings.folder)
  .filter((path) => /\/(?:trn|tst)\d+\.wav$/.test(path))
  .map((path) => decode(meetings.bytes(path)));
const noises = { babble: babble(recordings) };
for (const [name, { of, path }] of Object.entries(NOISES))
  noises[name] = decode(open(of).bytes(path));

const { orders, ...read } = SOURCES;
writeSet('read', Object.values(read).flatMap(clipsOf), noises);
const chosen = clipsOf({
  ...orders,
  clips: (git) =>
    orders
      .clips(git)
      .sort((a, b) => Buffer.compare(hashOf(a.name), hashOf(b.name)))
      .slice(0, MOST_ORDERS),
});
writeSet('orders', chosen, { babble: noises.babble, kitchen: noises.kitchen });
writeMurmurs();
