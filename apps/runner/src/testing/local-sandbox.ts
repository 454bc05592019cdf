import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunEventBody } from '@lime/contracts';
import { runInSandbox } from '@lime/sandbox';
import type { SandboxExec } from '../sandbox-exec.ts';
import { type RepositoryView, viewRepository } from '../setup/repository-view.ts';

export type TestWorkspace = Disposable & {
  readonly dir: string;
  readonly exec: SandboxExec;
  readonly repository: RepositoryView;
  readonly events: RunEventBody[];
  readonly emit: (event: RunEventBody) => void;
  readonly read: (path: string) => string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
};

/** A folder with these files, and the real sandbox bound to it. */
export function testWorkspace(files: Readonly<Record<string, string>>, limits: { timeoutMs?: number; signal?: AbortSignal } = {}): TestWorkspace {
  const dir = mkdtempSync(join(tmpdir(), 'lime-workspace-'));
  const events: RunEventBody[] = [];
  const write: TestWorkspace['write'] = (contents) => {
    for (const [path, content] of Object.entries(contents)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), content);
    }
  };
  write(files);
  return {
    dir,
    events,
    write,
    emit: (event) => void events.push(event),
    repository: viewRepository(dir),
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    exec: ({ argv, env, readOnly, timeoutMs, onOutput }) => runInSandbox({
      workspace: dir,
      argv: [...argv],
      env: { ...env },
      readOnly: [...(readOnly ?? [])],
      limits: { memoryMb: 2048, maxProcesses: 512, timeoutMs: timeoutMs ?? limits.timeoutMs ?? 60_000, outputBytes: 1_000_000 },
      ...(limits.signal === undefined ? {} : { signal: limits.signal }),
      ...(onOutput === undefined ? {} : { onOutput }),
    }),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}
