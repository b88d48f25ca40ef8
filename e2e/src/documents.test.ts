import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPage, type Visit } from './support/browser.js';
import { startStack, type Stack } from './support/stack.js';

const TOKEN = 'secret';
const PATIENCE = { timeout: 20_000 };

let stack: Stack;
let visit: Visit | undefined;

beforeAll(async () => {
  stack = await startStack({ env: { AUTH_TOKENS: TOKEN } });
}, 120_000);
afterEach(async () => {
  await visit?.close();
  visit = undefined;
});
afterAll(() => stack?.close());

/** The events of an answer over REST. */
async function ask(question: string): Promise<string> {
  const response = await fetch(`${stack.url}/api/ask`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ question }),
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  return response.text();
}

const file = (name: string, text: string) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
});
const KITCHEN = 'What is the code of the coffee machine?';

describe('a person who looks after the documents', () => {
  it('adds one on the page, is answered from it, and takes it away again', async () => {
    visit = await openPage(`${stack.url}/?token=${TOKEN}`, [1]);
    const { page, errors } = visit;
    await page.getByTestId('documents-button').click();
    await page.locator('[data-testid=document][data-name="vpn-install.md"]').waitFor(PATIENCE);
    expect(await ask(KITCHEN)).toContain('"answeredBy":"refusal"');

    await page
      .getByTestId('document-files')
      .setInputFiles([
        file('coffee.md', '# Coffee\n\nThe code of the coffee machine is 4711.'),
        file('broken.pdf', '%PDF-1.7 and no more'),
      ]);
    const added = page.locator('[data-testid=document][data-name="coffee.md"]');
    await added.waitFor(PATIENCE);
    await page.getByText(/is not a PDF that can be read\./).waitFor(PATIENCE);
    const answer = await ask(KITCHEN);
    expect(answer).toMatch(/^event: sentence\ndata: .*4711.*handed-in\/coffee\.md/);
    expect(answer).toContain('event: done');

    await added.getByRole('button', { name: 'Remove Coffee' }).click();
    await added.waitFor({ state: 'detached', ...PATIENCE });
    expect(await ask(KITCHEN)).toContain('"answeredBy":"refusal"');
    expect(errors).toEqual([]);
  }, 60_000);

  it('is told that a token is needed', async () => {
    visit = await openPage(stack.url, [1]);
    const { page } = visit;
    await page.getByTestId('documents-button').click();
    await page.getByText('An access token is needed').waitFor(PATIENCE);
  }, 60_000);
});
