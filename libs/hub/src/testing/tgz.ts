import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';

export type TarMember = readonly [Partial<Header> & { name: string }, string?];

export async function tgz(...members: TarMember[]): Promise<Buffer> {
  const tar = pack();
  for (const [header, content] of members) tar.entry(header, content ?? '');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}
