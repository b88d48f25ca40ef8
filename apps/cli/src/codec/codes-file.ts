import { z } from 'zod';
import { BadInput } from './bad-input.js';
import { readBytes, writeOutput } from './samples-file.js';

/** Codes of a recording: K rows, one a codebook, of T codes, one a frame. */
const CodesFile = z
  .object({
    codes: z.array(z.array(z.number().int())).min(1),
    frameRateHz: z.number().positive(),
  })
  .refine(
    ({ codes }) => codes.every((row) => row.length === codes[0]?.length),
    'its rows must be of one length',
  );
export type CodesFile = z.infer<typeof CodesFile>;

/** @throws BadInput naming the first thing that is wrong. */
export async function readCodes(path: string): Promise<CodesFile> {
  const text = Buffer.from(await readBytes(path)).toString('utf8');
  const parsed = CodesFile.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.');
  throw new BadInput(
    `${path} does not hold codes as {"codes": [[...], ...], "frameRateHz": 12.5}: ${place ? `${place}: ` : ''}${issue?.message}.`,
  );
}

/** @throws BadInput when the file cannot be written. */
export async function writeCodes(path: string, { codes, frameRateHz }: CodesFile): Promise<void> {
  const rows = codes.map((row) => `  ${JSON.stringify(row)}`).join(',\n');
  await writeOutput(path, `{"codes": [\n${rows}\n], "frameRateHz": ${frameRateHz}}\n`);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadInput(`${path} is not JSON.`, { cause });
  }
}
