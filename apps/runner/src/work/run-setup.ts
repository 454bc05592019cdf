import type { Installed } from './run-command.ts';
import type { Failed } from './failed.ts';
import type { Workbench } from './workbench.ts';

export type SetUp = { ok: true; installed: Installed; /** Ignore patterns for what it put into the workspace. */ exclude: readonly string[] };

export async function runSetup(_bench: Workbench): Promise<SetUp | Failed> {
  return { ok: true, installed: { readOnly: [], env: {} }, exclude: [] };
}
