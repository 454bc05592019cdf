import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Looks at a checked-out repository from outside the sandbox, without trusting it. */
export type RepositoryView = {
  /** Whether a plain file stands there. */
  readonly hasFile: (path: string) => Promise<boolean>;
  /** A file's text; null where there is none, or it is larger than 4 MB. */
  readonly readText: (path: string) => Promise<string | null>;
  /** A file's bytes up to 64 MB, for hashing. */
  readonly readBytes: (path: string) => Promise<Uint8Array | null>;
};

const MAX_TEXT_BYTES = 4_000_000;
const MAX_HASHED_BYTES = 64_000_000;

/** A view of the repository in `dir`. Links that lead out of it, pipes and devices are as good as missing. */
export function viewRepository(dir: string): RepositoryView {
  return {
    hasFile: async (path) => (await locate(dir, path, Number.POSITIVE_INFINITY)) !== null,
    readText: async (path) => {
      const file = await locate(dir, path, MAX_TEXT_BYTES);
      return file === null ? null : readFile(file, 'utf8');
    },
    readBytes: async (path) => {
      const file = await locate(dir, path, MAX_HASHED_BYTES);
      return file === null ? null : readFile(file);
    },
  };
}

async function locate(dir: string, path: string, maxBytes: number): Promise<string | null> {
  try {
    const [root, file] = await Promise.all([realpath(dir), realpath(join(dir, path))]);
    if (!file.startsWith(root + sep)) return null;
    const found = await lstat(file);
    return found.isFile() && found.size <= maxBytes ? file : null;
  } catch {
    return null;
  }
}
