import { SQL } from 'bun';
import { join } from 'node:path';
import { createTestDatabase } from '../index.ts';
import { describeModel } from './describe-model.ts';
import { describePlan } from './describe-plan.ts';
import { readComments } from './read-comments.ts';
import { readTables } from './read-tables.ts';
import { plannedTables } from './seed-schema.ts';

export const dataModelPath = join(import.meta.dirname, '../../../../../docs/drm.md');

/** The text of docs/drm.md, of a new database with every migration. */
export async function makeDataModel(): Promise<string> {
  const database = await createTestDatabase();
  const sql = new SQL({ url: database.url, max: 1, connection: { search_path: 'lime' } });
  try {
    return describeModel(await readTables(sql), await readComments()) + describePlan(plannedTables);
  } finally {
    await sql.close();
    await database.drop();
  }
}
