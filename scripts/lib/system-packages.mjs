/**
 * What Parley needs from the system, and how to get it: pure functions, `setup.mjs` acts on them.
 *
 * @typedef {object} Need
 * @property {string} debian name of the Debian package
 * @property {string} purpose a few words for people
 * @property {string[]} [programs] one of them must be found
 * @property {string} [library] a shared library that must be found
 * @property {string} [folder] a folder that must be there
 *
 * @typedef {object} Probe looks at the system
 * @property {(name: string) => boolean} hasProgram
 * @property {(name: string) => boolean} hasLibrary
 * @property {(path: string) => boolean} hasFolder
 */

/** @type {Need[]} */
const NEEDS = [
  { debian: 'nats-server', purpose: 'joins the services', programs: ['nats-server'] },
  { debian: 'pocketsphinx', purpose: 'speech recognition', library: 'libpocketsphinx.so.3' },
  {
    debian: 'pocketsphinx-en-us',
    purpose: 'its English model',
    folder: '/usr/share/pocketsphinx/model/en-us',
  },
  { debian: 'flite', purpose: 'the voice', programs: ['flite'] },
];

/**
 * Fetches models where their authors' own places are not reached.
 *
 * @type {Need}
 */
export const PIP = {
  debian: 'python3-pip',
  purpose: 'fetches models',
  programs: ['pip3', 'pip'],
};

/** @type {Need} */
const BROWSER = {
  debian: 'chromium',
  purpose: 'the tests of the web page',
  programs: ['chromium', 'chromium-browser', 'google-chrome'],
};

/**
 * What a run needs: a part that the environment puts elsewhere is not needed from the system.
 *
 * @param {Record<string, string | undefined>} env
 * @returns {Need[]}
 */
export function needsOfDemo(env) {
  const elsewhere = new Set([
    ...(env.NATS_URL ? ['nats-server'] : []),
    ...(env.FLITE_BIN ? ['flite'] : []),
    ...(env.POCKETSPHINX_MODEL_DIR ? ['pocketsphinx-en-us'] : []),
    ...(env.ASR_MODEL_DIR ? ['pocketsphinx', 'pocketsphinx-en-us'] : []),
  ]);
  return NEEDS.filter(({ debian }) => !elsewhere.has(debian));
}

/** @returns {Need[]} */
export function needsOfTests() {
  return [...NEEDS, BROWSER];
}

/**
 * @param {Need[]} needs
 * @param {Probe} probe
 * @returns {Need[]}
 */
export function missing(needs, { hasProgram, hasLibrary, hasFolder }) {
  return needs.filter(
    ({ programs, library, folder }) =>
      (programs && !programs.some(hasProgram)) ||
      (library && !hasLibrary(library)) ||
      (folder && !hasFolder(folder)),
  );
}

/**
 * @param {string} platform as `process.platform`
 * @param {string} osRelease text of /etc/os-release
 * @returns {'debian' | 'fedora' | 'macos' | 'other'}
 */
export function systemFamily(platform, osRelease) {
  if (platform === 'darwin') return 'macos';
  const names = [...osRelease.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].map(
    ([, value]) => value,
  );
  if (/\b(debian|ubuntu)\b/.test(names.join(' '))) return 'debian';
  if (/\b(fedora|rhel)\b/.test(names.join(' '))) return 'fedora';
  return 'other';
}

/** How each family names the packages; null: not packaged there. */
const NAMES = {
  fedora: {
    'nats-server': null,
    pocketsphinx: 'pocketsphinx',
    'pocketsphinx-en-us': 'pocketsphinx-models',
    flite: 'flite',
    chromium: 'chromium',
  },
  macos: {
    'nats-server': 'nats-server',
    pocketsphinx: 'cmu-pocketsphinx',
    'pocketsphinx-en-us': 'cmu-pocketsphinx',
    flite: 'flite',
    chromium: '--cask chromium',
  },
};
const COMMANDS = { fedora: 'sudo dnf install', macos: 'brew install' };
const HOMES = {
  'nats-server': 'https://github.com/nats-io/nats-server/releases',
  pocketsphinx: 'https://github.com/cmusphinx/pocketsphinx',
  'pocketsphinx-en-us': 'https://github.com/cmusphinx/pocketsphinx',
  flite: 'https://github.com/festvox/flite',
  chromium: 'https://www.chromium.org',
};

/**
 * Says what is missing and how to install it, a line each.
 *
 * @param {Need[]} lacking
 * @param {'debian' | 'fedora' | 'macos' | 'other'} family
 * @returns {string[]}
 */
export function installAdvice(lacking, family) {
  const what = lacking.map(({ debian, purpose }) => `${debian} (${purpose})`).join(', ');
  return [`Parley needs ${what}. Install it and start again:`, ...commandsFor(lacking, family)];
}

function commandsFor(lacking, family) {
  const packages = lacking.map(({ debian }) => debian);
  if (family === 'debian') {
    return [`  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`];
  }
  const names = NAMES[family] ?? {};
  const packaged = [...new Set(packages.map((name) => names[name]).filter(Boolean))];
  const links = packages.filter((name) => !names[name]).map((name) => `  ${name}: ${HOMES[name]}`);
  return [...(packaged.length ? [`  ${COMMANDS[family]} ${packaged.join(' ')}`] : []), ...links];
}
