import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { DocumentsUnavailable, listDocuments } from './folder.js';

it('lists documents of all subfolders and leaves out what is hidden or of another kind', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'network'));
  await mkdir(join(folder, '.git'));
  for (const name of ['b.md', 'network/a.txt', 'picture.png', '.hidden.md', '.git/c.md'])
    await writeFile(join(folder, name), 'text');
  expect(await listDocuments(folder)).toEqual(['b.md', 'network/a.txt']);
});

it('follows links inside the folder, never out of it', async () => {
  const folder = await temporaryFolder();
  const outside = await temporaryFolder();
  await writeFile(join(outside, 'secret.md'), 'text');
  await writeFile(join(folder, 'a.md'), 'text');
  await symlink(join(outside, 'secret.md'), join(folder, 'stolen.md'));
  await symlink(join(folder, 'a.md'), join(folder, 'same.md'));
  await symlink(join(folder, 'gone.md'), join(folder, 'broken.md'));
  expect(await listDocuments(folder)).toEqual(['a.md', 'same.md']);
});

it('says what to do when the folder is missing or no folder', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  const missing = listDocuments(join(folder, 'nowhere'));
  await expect(missing).rejects.toThrow(DocumentsUnavailable);
  await expect(missing).rejects.toThrow(/does not exist\. Create it or set DOCUMENTS_DIR/);
  await expect(listDocuments(join(folder, 'file'))).rejects.toThrow(/is not a folder/);
});
