import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createRepository } from '@lime/git';

const sample = new URL('../../../../samples/price-calculator/', import.meta.url).pathname;

/** Makes a bare git repository of the bundled sample below `dir`, unless it is there; returns its path. */
export async function makeSampleRepository(dir: string): Promise<string> {
  const gitDir = join(dir, 'price-calculator.git');
  if (await stat(gitDir).then(() => true, () => false)) return gitDir;
  await mkdir(dir, { recursive: true });
  const made = await createRepository({ gitDir, folder: sample, message: 'Price calculator\n', author: { name: 'Assembly Lime', email: 'demo@localhost' }, date: new Date() });
  if (!made.ok) throw new Error(`the sample repository could not be made: ${made.message}`);
  return gitDir;
}
