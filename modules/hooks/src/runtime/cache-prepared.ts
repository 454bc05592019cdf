import { sha256Hex } from '@lime/kernel';
import type { PreparedScript, ScriptPool } from '@lime/sandbox';

/** `compile`: whether QuickJS itself can read it, as well. */
export type Prepare = (source: string, options: { compile: boolean }) => Promise<PreparedScript>;

const mostKept = 200;

/** Hooks are run far more often than they are changed. */
export function cachePrepared(scripts: Pick<ScriptPool, 'prepare'>): Prepare {
  const kept = new Map<string, PreparedScript>();
  return async (source, options) => {
    const key = `${options.compile} ${sha256Hex(source)}`;
    const known = kept.get(key);
    if (known) return known;
    const prepared = await scripts.prepare(source, options);
    if (prepared.kind === 'sound') kept.set(key, prepared);
    // The oldest goes: a Map keeps the order in which its keys came.
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return prepared;
  };
}
