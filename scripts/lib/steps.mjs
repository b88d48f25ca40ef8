import { styleText } from 'node:util';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** A step did not work out; `message` is a sentence, `details` what a person may need to see. */
export class StepFailed extends Error {
  /**
   * @param {string} message
   * @param {string} [details]
   */
  constructor(message, details = '') {
    super(message);
    this.name = 'StepFailed';
    this.details = details;
  }
}

/**
 * Does one piece of work under a line of its own that says how far it is and, in the end, how long it took.
 *
 * @template T
 * @param {string} title
 * @param {(progress: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  let progress = '';
  const stopSpinner = spin(
    (frame) => `  ${frame} ${title} ${paint('dim', `${progress} ${seconds()}`)}`,
  );
  try {
    const result = await work((text) => (progress = text));
    stopSpinner();
    printLine(`  ${paint('green', '✔')} ${title} ${paint('dim', seconds())}`);
    return result;
  } catch (error) {
    stopSpinner();
    printLine(`  ${paint('red', '✘')} ${title} ${paint('dim', seconds())}`);
    throw error;
  }
}

/** Prints why a run ended; details only where there are some. */
export function printFailure(error) {
  const text = error instanceof StepFailed ? error.message : (error.stack ?? String(error));
  const details = error.details ? `\n${error.details}` : '';
  process.stderr.write(`\n${text}\n${details}`);
}

export function printLine(text = '') {
  process.stdout.write(`${text}\n`);
}

/** Colours only where a person looks at it, and not with NO_COLOR. */
export function paint(style, text) {
  return styleText(style, text, { stream: process.stdout });
}

function spin(line) {
  if (!process.stdout.isTTY) return () => undefined;
  let turn = 0;
  const draw = () => process.stdout.write(`\r\u001b[K${line(FRAMES[(turn += 1) % FRAMES.length])}`);
  const timer = setInterval(draw, 100);
  return () => {
    clearInterval(timer);
    process.stdout.write('\r\u001b[K');
  };
}
