import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled, nodeProblem } from './node-modules.mjs';
import { run } from './run.mjs';
import { step, StepFailed } from './steps.mjs';
import { installAdvice, missing, systemFamily } from './system-packages.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const LIBRARY_FOLDERS = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/opt/homebrew/lib'];
const NX = join(ROOT, 'node_modules/.bin/nx');

/** Debian keeps servers where an ordinary user's PATH does not look. */
const PATH = [process.env.PATH, '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter);

/** The environment for what these scripts start. */
export const ENV = {
  ...process.env,
  PATH,
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
};

export function checkNode() {
  const problem = nodeProblem(process.version);
  if (problem) throw new StepFailed(problem);
}

/** Installs what is missing through apt-get where that is allowed, else says what to install. */
export async function ensureSystemPackages(needs) {
  const lacking = missing(needs, PROBE);
  if (lacking.length === 0) return;
  const family = systemFamily(process.platform, readText('/etc/os-release'));
  const apt = family === 'debian' ? await aptGet() : undefined;
  if (!apt) throw new StepFailed(installAdvice(lacking, family).join('\n'));
  const packages = lacking.map(({ debian }) => debian);
  await step(`Installing ${packages.join(', ')}`, () => install(apt, packages));
  const still = missing(needs, PROBE);
  if (still.length) throw new StepFailed(installAdvice(still, family).join('\n'));
}

/** Installs what would be good to have, where that is allowed. @returns {Promise<boolean>} whether it is there now */
export async function installIfAllowed(needs) {
  const lacking = missing(needs, PROBE);
  const family = systemFamily(process.platform, readText('/etc/os-release'));
  const apt = family === 'debian' ? await aptGet() : undefined;
  if (!apt) return lacking.length === 0;
  await install(
    apt,
    lacking.map(({ debian }) => debian),
  ).catch(() => undefined);
  return missing(needs, PROBE).length === 0;
}

export async function ensureNodeModules() {
  const installed = readJson(join(ROOT, 'node_modules/.package-lock.json'));
  if (isInstalled(readJson(join(ROOT, 'package-lock.json')), installed)) return;
  await step('Installing the npm packages', () =>
    succeed('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], 'npm ci failed'),
  );
}

/** Runs Nx and passes its output on as it comes. */
export function nx(args, onOutput) {
  return run(NX, [...args, '--outputStyle=static'], { cwd: ROOT, env: ENV, onOutput });
}

/** Runs a program that has to succeed. */
async function succeed(program, args, sentence) {
  const { code, output } = await run(program, args, { cwd: ROOT, env: ENV });
  if (code !== 0) throw new StepFailed(`${sentence} (exit code ${code}):`, output);
}

/** How to call apt-get without asking for a password; undefined when that cannot be. */
async function aptGet() {
  if (!PROBE.hasProgram('apt-get')) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  const sudo = PROBE.hasProgram('sudo') && (await run('sudo', ['-n', 'true'])).code === 0;
  return sudo ? ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'] : undefined;
}

/** The lists of packages of a fresh machine are empty or old: then they are fetched, and it is tried again. */
async function install([program, ...args], packages) {
  const env = { ...ENV, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...more) => run(program, [...args, ...more], { env });
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  if ((await apt(...install)).code === 0) return;
  const update = await apt('update');
  if (update.code !== 0) throw new StepFailed('apt-get update failed:', update.output);
  const { code, output } = await apt(...install);
  if (code !== 0) throw new StepFailed(`apt-get could not install ${packages.join(', ')}:`, output);
}

const PROBE = {
  hasProgram: (name) => PATH.split(delimiter).some((folder) => isExecutable(join(folder, name))),
  hasLibrary: (name) => knownLibraries().includes(name),
  hasFolder: (path) => existsSync(path),
};

function knownLibraries() {
  try {
    return execFileSync('ldconfig', ['-p'], { env: ENV, encoding: 'utf8' });
  } catch {
    return LIBRARY_FOLDERS.filter(existsSync).flatMap((folder) => readdirSync(folder)); // no ldconfig here
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
