import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Object ids of 64 hex digits belong to repositories that use SHA-256. */
const SHA256_LENGTH = 64;

/**
 * Lays out an empty git directory. Written by hand instead of by `git init` because it saves a
 * process per run; HEAD comes last, so a directory with a HEAD is a whole one.
 */
export async function createGitDir(gitDir: string, { bare, exampleSha }: { bare: boolean; exampleSha: string }): Promise<void> {
  const sha256 = exampleSha.length === SHA256_LENGTH;
  await Promise.all(['objects/info', 'objects/pack', 'refs/heads', 'info'].map((folder) => mkdir(join(gitDir, folder), { recursive: true })));
  const core = `[core]\n\trepositoryformatversion = ${sha256 ? 1 : 0}\n\tbare = ${bare}\n\tlogAllRefUpdates = false\n`;
  await writeFile(join(gitDir, 'config'), sha256 ? `${core}[extensions]\n\tobjectFormat = sha256\n` : core);
  await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/main\n');
}
