import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxMount } from '@lime/sandbox';
import type { Failed } from '../../work/failed.ts';
import { fetchOrigin } from '../../work/fetch-origin.ts';
import type { Workbench } from '../../work/workbench.ts';

/** Where the ticket's files lie inside the sandbox. */
export const FILES_INSIDE = '/mnt/ticket';

/** Fetches the ticket's files into a folder beside the workspace. Their names are plain ones: the contract lets no other pass. */
export async function placeFiles(bench: Workbench): Promise<{ ok: true } | Failed> {
  const files = bench.step.assignment.work.files ?? [];
  const folder = folderOf(bench);
  if (files.length > 0) await mkdir(folder, { recursive: true, mode: 0o755 });
  for (const file of files) {
    const fetched = await fetchOrigin(bench, file, `file ${file.name} of the ticket`);
    if (!fetched.ok) return fetched;
    await writeFile(join(folder, file.name), fetched.bytes, { mode: 0o444 });
  }
  return { ok: true };
}

/** How the agent sees them: read-only, and nothing where there are none. */
export function fileMounts(bench: Workbench): SandboxMount[] {
  return (bench.step.assignment.work.files ?? []).length === 0 ? [] : [{ host: folderOf(bench), inside: FILES_INSIDE }];
}

function folderOf({ root }: Workbench): string {
  return join(root, 'ticket-files');
}
