import { expect, it } from 'vitest';
import {
  installAdvice,
  missing,
  needsOfDemo,
  needsOfTests,
  systemFamily,
} from './system-packages.mjs';

const packagesOf = (needs) => needs.map((need) => need.debian);
const nothing = { hasProgram: () => false, hasLibrary: () => false, hasFolder: () => false };
const everything = { hasProgram: () => true, hasLibrary: () => true, hasFolder: () => true };
const ALL = ['nats-server', 'pocketsphinx', 'pocketsphinx-en-us', 'flite'];

it('lacks all packages on a fresh machine and none on a ready one', () => {
  expect(packagesOf(missing(needsOfDemo({}), nothing))).toEqual(ALL);
  expect(missing(needsOfTests(), everything)).toEqual([]);
});

it('lacks only what is not there', () => {
  const probe = { ...everything, hasLibrary: () => false };
  expect(packagesOf(missing(needsOfDemo({}), probe))).toEqual(['pocketsphinx']);
});

it('needs a browser for the tests only, whatever its name', () => {
  const probe = { ...everything, hasProgram: (name) => name !== 'chromium' };
  expect(packagesOf(needsOfTests())).toEqual([...ALL, 'chromium']);
  expect(missing(needsOfTests(), probe)).toEqual([]);
});

it.each([
  [{ NATS_URL: 'nats://bus' }, ['pocketsphinx', 'pocketsphinx-en-us', 'flite']],
  [{ ASR_MODEL_DIR: '/model' }, ['nats-server', 'flite']],
  [{ FLITE_BIN: '/opt/flite' }, ['nats-server', 'pocketsphinx', 'pocketsphinx-en-us']],
])('does not need from the system what %o brings', (env, packages) => {
  expect(packagesOf(needsOfDemo(env))).toEqual(packages);
});

it.each([
  ['linux', 'ID=debian\nVERSION_ID="12"', 'debian'],
  ['linux', 'ID=linuxmint\nID_LIKE="ubuntu debian"', 'debian'],
  ['linux', 'ID=fedora', 'fedora'],
  ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"', 'fedora'],
  ['linux', 'ID=alpine', 'other'],
  ['darwin', '', 'macos'],
])('tells by %s and its release that %o is %s', (platform, release, family) => {
  expect(systemFamily(platform, release)).toBe(family);
});

it('gives the one command that helps on Debian', () => {
  const lacking = missing(needsOfDemo({}), { ...everything, hasProgram: () => false });
  expect(installAdvice(lacking, 'debian')).toEqual([
    'Parley needs nats-server (joins the services), flite (the voice). Install it and start again:',
    '  sudo apt-get update && sudo apt-get install -y nats-server flite',
  ]);
});

it('names the packages as other systems do, and links what they do not have', () => {
  const lacking = missing(needsOfDemo({}), nothing);
  expect(installAdvice(lacking, 'macos').slice(1)).toEqual([
    '  brew install nats-server cmu-pocketsphinx flite',
  ]);
  expect(installAdvice(lacking, 'fedora').slice(1)).toEqual([
    '  sudo dnf install pocketsphinx pocketsphinx-models flite',
    '  nats-server: https://github.com/nats-io/nats-server/releases',
  ]);
  expect(installAdvice(lacking, 'other')).toHaveLength(5);
});
