/**
 * Public recordings of people and of noise, and how each repository tells what is said in them. Nothing of them is part of this
 * repository: licences are those of the sources, and some forbid commercial use.
 */

/** @typedef {{ name: string, path: string, text?: string, keywords?: string[] }} Clip */

const json = (git, path) => JSON.parse(git.text(path));
const idOf = (path) => path.replace(/^.*\//, '').replace(/\.\w+$/, '');

export const SOURCES = {
  pocketsphinx: {
    repository: 'https://github.com/cmusphinx/pocketsphinx',
    what: 'LibriVox readings and spoken playing cards; BSD-2-Clause, recordings in the public domain',
    /** @returns {Clip[]} */
    clips(git) {
      const sets = ['test/data/librivox/transcription', 'test/data/cards/cards.transcription'];
      return sets.flatMap((list) =>
        [...git.text(list).matchAll(/^(.*)\((\S+)\)\s*$/gm)].map(([, text, id]) => ({
          name: id,
          path: list.replace(/[^/]*$/, `${id}.wav`),
          text: text.replace(/<\/?s>/g, ' '),
        })),
      );
    },
  },
  speechbrain: {
    repository: 'https://github.com/speechbrain/speechbrain',
    what: 'short read sentences of two speakers; Apache-2.0',
    clips(git) {
      const lists = ['train', 'dev'].map((part) => `tests/samples/annotation/ASR_${part}.json`);
      return Object.entries(Object.assign({}, ...lists.map((list) => json(git, list)))).map(
        ([name, { wrd }]) => ({ name, path: `tests/samples/ASR/${name}.wav`, text: wrd }),
      );
    },
  },
  vctk: {
    repository: 'https://github.com/v-manhlt3/disentangled-VAE',
    what: 'sentences of the VCTK corpus, the originals among its examples; CC BY 4.0',
    texts: 'https://github.com/jaywalnut310/vits',
    clips(git, texts) {
      const rows = ['train', 'val', 'test']
        .map((part) => texts.text(`filelists/vctk_audio_sid_text_${part}_filelist.txt`))
        .join('\n');
      // everybody read the same first sentences, but not every speaker's are in the list
      const bySentence = new Map(
        [...rows.matchAll(/p\d+_(\d+)\.wav\|\d+\|(.*)$/gm)].map(([, id, text]) => [id, text]),
      );
      const clips = git.paths('').filter((path) => /\/p\d+_0[01]\d\.wav$/.test(path));
      return [...new Map(clips.map((path) => [idOf(path), path]))].map(([name, path]) => ({
        name,
        path,
        text: bySentence.get(name.slice(-3)),
      }));
    },
  },
  orders: {
    repository: 'https://github.com/Picovoice/speech-to-intent-benchmark',
    what: 'orders in a café by some fifty people, many of them no native speakers, with their key words; Apache-2.0',
    clips(git) {
      const labels = json(git, 'data/label/label.json');
      return git.paths('data/speech/clean/').flatMap((path) => {
        const { slots } = labels[path.replace(/^.*\//, '')] ?? {};
        const keywords = Object.values(slots ?? {}).map((words) => words.trim());
        return keywords.length > 0 ? [{ name: idOf(path), path, keywords }] : [];
      });
    },
  },
};

/** Mixed under speech. */
export const NOISES = {
  kitchen: { of: SOURCES.orders.repository, path: 'data/noise/kitchen.wav' },
  vehicle: { of: 'https://github.com/speechdnn/Noises', path: 'NoiseX-92/m109.wav' },
};

/** Sounds that take no turn: sneezes (ESC-10, CC BY), and what listeners say in meetings (AMI, CC BY 4.0). */
export const SOUNDS = {
  sneezes: {
    repository: 'https://github.com/karolpiczak/ESC-10',
    // the last version that holds its recordings
    commit: '553c8f1',
    folder: '006 - Person sneeze/',
  },
  meetings: { repository: 'https://github.com/pyannote/pyannote-audio', folder: 'tests/data/' },
};
