import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Held } from './protocol/server-api.ts';

const Note = z.object({ stepId: z.string(), leaseToken: z.string() });

/** Notes under which lease a step is worked on, in a file, for the case that this process is killed. */
export async function noteLease(folder: string, { stepId, leaseToken }: Held): Promise<void> {
  await writeFile(join(folder, `${stepId}.json`), JSON.stringify({ stepId, leaseToken }), { mode: 0o600 });
}

/** The server knows how the step ended: there is nothing to hand back. */
export async function forgetLease(folder: string, { stepId, leaseToken }: Held): Promise<void> {
  const noted = await readNote(folder, `${stepId}.json`);
  if (noted?.leaseToken === leaseToken) await rm(join(folder, `${stepId}.json`), { force: true });
}

/** The leases that are noted now. */
export async function readLeases(folder: string): Promise<Held[]> {
  const notes = await Promise.all((await readdir(folder)).map((name) => readNote(folder, name)));
  return notes.filter((note) => note !== null);
}

async function readNote(folder: string, name: string): Promise<Held | null> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => '');
  try {
    return Note.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
