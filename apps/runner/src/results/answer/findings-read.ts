import type { Findings } from '../../providers/provider.ts';

/** What came of reading an answer. `notes` say what was left out of it, because it does not fit the repository; `message` what is wrong with it. */
export type FindingsRead = { ok: true; findings: Findings; notes: readonly string[] } | { ok: false; message: string };
