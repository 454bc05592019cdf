import { join } from 'node:path';
import { createRepository } from '@lime/git';

/** A bare repository of the bundled sample; returns its path. */
export async function makeRepository(dir: string): Promise<string> {
  const gitDir = join(dir, 'price-calculator.git');
  const folder = join(import.meta.dirname, '../../../samples/price-calculator');
  const made = await createRepository({ gitDir, folder, message: 'Price calculator\n', author: { name: 'Ada', email: 'ada@example.org' }, date: new Date() });
  if (!made.ok) throw new Error(`the sample repository could not be made: ${made.message}`);
  return gitDir;
}
