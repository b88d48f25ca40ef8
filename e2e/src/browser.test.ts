import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPage, type Visit } from './support/browser.js';
import { openTcpProxy, type TcpProxy } from './support/tcp-proxy.js';
import { ROOT, startStack, type Stack } from './support/stack.js';

const PATIENCE = { timeout: 30_000 };
const IMAGES = join(ROOT, 'docs/images');
/** Loud enough to be speech; silence stays far below. */
const AUDIBLE = 0.02;

let stack: Stack;
let proxy: TcpProxy;
let visit: Visit | undefined;

beforeAll(async () => {
  stack = await startStack();
  proxy = await openTcpProxy(stack.port);
}, 120_000);
afterEach(async () => {
  await visit?.close();
  visit = undefined;
});
afterAll(async () => {
  await proxy?.close();
  await stack?.close();
});

/** With UPDATE_DOCS=1, the pictures of the README are taken anew. */
async function picture(name: string): Promise<void> {
  if (!process.env['UPDATE_DOCS']) return;
  await mkdir(IMAGES, { recursive: true });
  await visit?.page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

const cited = (document: string) => `[data-testid=citation][data-document="${document}"]`;

describe('a person at the page', () => {
  it('asks, reads and hears the answer, cuts in, and is answered again', async () => {
    // the second question comes while the first answer, a long one, is being spoken
    visit = await openPage(stack.url, [1.5, 'laptop-wifi.wav', 5, 'saturday-hours.wav', 40]);
    const { page, errors, stats } = visit;
    await picture('start');
    await page.getByTestId('talk').click();
    await page.getByTestId('connection').getByText('Connected').waitFor(PATIENCE);

    await page
      .locator('[data-testid=utterance][data-role=user][data-final=true]')
      .first()
      .waitFor(PATIENCE);
    await page.locator(cited('wifi-campus-laptop.md')).first().waitFor(PATIENCE);
    await expect
      .poll(async () => (await stats()).peakOutputLevel, PATIENCE)
      .toBeGreaterThan(AUDIBLE);
    expect((await stats()).packetsSent).toBeGreaterThan(50);

    await page
      .locator('[data-testid=utterance][data-role=assistant][data-interrupted=true]')
      .waitFor(PATIENCE);
    await page.locator(cited('service-desk-hours.md')).first().waitFor(PATIENCE);
    await picture('conversation');
    const cutShort = await page.locator('[data-interrupted=true]').innerText();
    expect(cutShort).not.toContain('radius'); // the end of that answer was never spoken
    expect((await stats()).interruptions).toBe(1);

    await page.getByTestId('talk').click();
    await page.getByTestId('connection').getByText('Not connected').waitFor(PATIENCE);
    expect(errors).toEqual([]);
  }, 120_000);

  it('loses the line for a moment and goes on with the same conversation', async () => {
    visit = await openPage(proxy.url, [8, 'saturday-hours.wav', 40]);
    const { page, stats } = visit;
    await page.getByTestId('talk').click();
    await page.getByTestId('connection').getByText('Connected').waitFor(PATIENCE);
    proxy.cut();
    await page.getByTestId('connection').getByText('Reconnecting').waitFor(PATIENCE);
    await picture('reconnecting');
    proxy.restore();
    await page.getByTestId('notice').getByText('You are back').waitFor(PATIENCE);
    expect((await stats()).reconnections).toBeGreaterThan(0);
    await page.locator(cited('service-desk-hours.md')).first().waitFor(PATIENCE);
  }, 120_000);

  it('talks all the same where WebCodecs is missing, through MediaRecorder and a decoder of our own', async () => {
    const without = 'delete window.AudioEncoder; delete window.AudioDecoder;';
    visit = await openPage(stack.url, [1.5, 'saturday-hours.wav', 40], { before: without });
    const { page, stats } = visit;
    await page.getByTestId('talk').click();
    await page.locator(cited('service-desk-hours.md')).first().waitFor(PATIENCE);
    await expect
      .poll(async () => (await stats()).peakOutputLevel, PATIENCE)
      .toBeGreaterThan(AUDIBLE);
  }, 120_000);

  it('is told in words that the server cannot be reached', async () => {
    visit = await openPage(proxy.url, [5]);
    const { page } = visit;
    proxy.cut();
    await page.getByTestId('talk').click();
    await page.getByText('The server cannot be reached.').waitFor(PATIENCE);
    await picture('unreachable');
    proxy.restore();
  }, 60_000);
});
