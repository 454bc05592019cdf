import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInSandbox, type SandboxMount } from '@lime/sandbox';
import { type RepositoryView, viewRepository } from '../setup/repository-view.ts';

export type TestWorkspace = Disposable & {
  readonly dir: string;
  readonly repository: RepositoryView;
  readonly read: (path: string) => string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  /** Runs a command in the real sandbox on this folder. */
  readonly exec: (argv: readonly string[], given?: { readOnly?: readonly SandboxMount[]; env?: Readonly<Record<string, string>> }) => Promise<{ exitCode: number; output: string }>;
};

/** A temporary folder with these files. */
export function testWorkspace(files: Readonly<Record<string, string>>): TestWorkspace {
  const dir = mkdtempSync(join(tmpdir(), 'lime-workspace-'));
  const write: TestWorkspace['write'] = (contents) => {
    for (const [path, content] of Object.entries(contents)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), content);
    }
  };
  write(files);
  return {
    dir,
    write,
    repository: viewRepository(dir),
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    exec: (argv, given) => execute(dir, argv, given),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

const LIMITS = { memoryMb: 2048, maxProcesses: 512, timeoutMs: 60_000, outputBytes: 1_000_000 };

async function execute(workspace: string, argv: readonly string[], { readOnly = [], env = {} }: { readOnly?: readonly SandboxMount[]; env?: Readonly<Record<string, string>> } = {}) {
  const result = await runInSandbox({ workspace, argv: [...argv], readOnly: [...readOnly], env: { ...env }, limits: LIMITS });
  if (result.kind !== 'exited') throw new Error(`the command did not end by itself: ${JSON.stringify(result)}`);
  return { exitCode: result.exitCode, output: result.stdout + result.stderr };
}
