import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Held } from '../protocol/server-api.ts';

const Note = z.object({ stepId: z.string(), leaseToken: z.string() });

/** Where a workspace says which step it is for, beside the files that the sandbox sees. */
const noteName = 'lease.json';

/** Notes in a new workspace which lease it works under, for the case that this process is killed. */
export async function noteLease(workspace: string, { stepId, leaseToken }: Held): Promise<void> {
  await mkdir(workspace, { recursive: true });
  await writeFile(join(workspace, noteName), JSON.stringify({ stepId, leaseToken }), { mode: 0o600 });
}

/** The step has ended: there is nothing to hand back. */
export async function forgetLease(workspace: string): Promise<void> {
  await rm(join(workspace, noteName), { force: true });
}

/** The lease that a workspace was made under; null where none is noted. */
export async function readLeaseNote(workspace: string): Promise<Held | null> {
  const text = await readFile(join(workspace, noteName), 'utf8').catch(() => '');
  try {
    return Note.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
