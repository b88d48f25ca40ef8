import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { microphoneFile, type Scene } from './microphone.js';

const CHROMIUM = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';

/** What the page says of itself for tests (`window.parleyStats`). */
export interface PageStats {
  packetsSent: number;
  packetsReceived: number;
  outputLevel: number;
  peakOutputLevel: number;
  playedSamplesRms: number;
  interruptions: number;
  reconnections: number;
}

export interface Visit {
  readonly page: Page;
  /** Errors that the page threw or logged. */
  readonly errors: string[];
  stats(): Promise<PageStats>;
  close(): Promise<void>;
}

/** Opens the page in Chromium, with a scene for a microphone that is heard from the moment the page asks for it. */
export async function openPage(
  url: string,
  scene: Scene,
  { before = '' }: { before?: string } = {},
): Promise<Visit> {
  const microphone = await microphoneFile(scene);
  const profile = await mkdtemp(join(tmpdir(), 'parley-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    viewport: { width: 1280, height: 800 },
    permissions: ['microphone'],
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${microphone.path}%noloop`,
    ],
  });
  if (before) await context.addInitScript(before);
  const page = context.pages()[0] ?? (await context.newPage());
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url);
  return {
    page,
    errors,
    stats: () => page.evaluate<PageStats>('window.parleyStats'),
    close: async () => {
      await context.close();
      await microphone.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
