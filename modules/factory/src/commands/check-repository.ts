import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { type Problem, refuse } from '@lime/kernel';
import { parseRepositoryUrl } from '@lime/git';

/** Which repositories on this server's own disk people may name. */
export type LocalRepositories =
  | { kind: 'none' }
  /** Any but those below `except`: the server's own data, where other tenants' repositories are kept. `but`: still allowed. */
  | { kind: 'all'; except: string; but: string };

/**
 * Refuses an address that is none, that carries a credential (it would be kept and shown with the
 * run), or that names a folder of this server which is not for its users.
 */
export async function checkRepository(url: string, local: LocalRepositories): Promise<void> {
  const parsed = parseRepositoryUrl(url);
  if (!parsed.ok) refuse(refusal('repository_invalid', parsed.message));
  if (parsed.url.credentials !== null) {
    refuse(refusal('credentials_in_url', 'Leave user and password out of the address: it is kept and shown with the run. Give the runner access instead, such as an SSH key.'));
  }
  if (parsed.url.kind === 'local' && !(await isAllowed(parsed.url.location, local))) {
    refuse(refusal('local_repository_refused', 'This server does not work on repositories of its own disk. Name one by https or ssh.'));
  }
}

async function isAllowed(path: string, local: LocalRepositories): Promise<boolean> {
  if (local.kind === 'none') return false;
  const real = await realpath(path).catch(() => path);
  const [except, but] = await Promise.all([local.except, local.but].map((folder) => realpath(folder).catch(() => folder)));
  return !isBelow(real, except ?? '') || isBelow(real, but ?? '');
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function refusal(code: string, detail: string): Problem {
  return { status: 422, code, title: 'This repository cannot be used', detail, details: { fields: [{ path: 'repository.url', message: detail }] } };
}
