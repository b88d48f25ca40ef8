import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { generate } from 'selfsigned';
import { GatewayCannotStart } from './errors.js';

/** Certificate and private key, both PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

const CERTIFICATE = 'cert.pem';
const KEY = 'key.pem';
const VALID_DAYS = 365;

/**
 * The pair in `folder`; into an empty or absent folder a self-signed one is written first.
 * @throws GatewayCannotStart when the folder holds half a pair, or one that cannot be used.
 */
export async function loadTlsPair(folder: string): Promise<TlsPair> {
  const files = await listing(folder);
  if (files.length === 0) return createSelfSignedPair(folder);
  const missing = [CERTIFICATE, KEY].filter((name) => !files.includes(name));
  if (missing.length > 0)
    throw new GatewayCannotStart(
      `SSL_DIR=${folder} lacks ${missing.join(' and ')}. Put both ${CERTIFICATE} and ${KEY} there, or empty the folder to have a self-signed pair made.`,
    );
  const pair = { cert: await read(folder, CERTIFICATE), key: await read(folder, KEY) };
  checkPair(folder, pair);
  return pair;
}

async function listing(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (isErrorCode(cause, 'ENOENT')) return [];
    throw unreadable(folder, cause);
  }
}

async function read(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

function checkPair(folder: string, pair: TlsPair): void {
  try {
    createSecureContext(pair);
  } catch (cause) {
    throw new GatewayCannotStart(
      `${CERTIFICATE} and ${KEY} in SSL_DIR=${folder} cannot be used together: they must be PEM files of one pair.`,
      { cause },
    );
  }
}

async function createSelfSignedPair(folder: string): Promise<TlsPair> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: hostname() }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + VALID_DAYS * 86_400_000),
    extensions: [{ name: 'subjectAltName', altNames: ownNames() }],
  });
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, KEY), key, { mode: 0o600 });
    await writeFile(join(folder, CERTIFICATE), cert);
  } catch (cause) {
    throw new GatewayCannotStart(
      `A certificate could not be written to SSL_DIR=${folder}: ${reasonOf(cause)}.`,
      { cause },
    );
  }
  return { cert, key };
}

/** Types of a subject alternative name: 2 is a DNS name, 7 an address. */
function ownNames() {
  return [
    { type: 2 as const, value: 'localhost' },
    { type: 2 as const, value: hostname() },
    { type: 7 as const, ip: '127.0.0.1' },
    { type: 7 as const, ip: '::1' },
  ];
}

function unreadable(path: string, cause: unknown): GatewayCannotStart {
  return new GatewayCannotStart(`${path} cannot be read: ${reasonOf(cause)}.`, { cause });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
