import { DATABASE_URL, TEMP_DIR, type Answer, type Request } from './protocol.ts';
import { runClosedLoop, type RunWorkflow } from './run-closed-loop.ts';

export type Engine = {
  runWorkflow: RunWorkflow;
  stop(): Promise<void>;
};

/**
 * The child's half: starts one engine and answers the harness until told to stop or until the harness
 * is gone. Runs on Node and on Bun.
 */
export async function serveAdapter(startEngine: (databaseUrl: string, tempDir: string) => Promise<Engine>): Promise<void> {
  let end: () => void = () => process.exit(1);
  process.on('disconnect', () => end());
  const engine = await startEngine(setting(DATABASE_URL), setting(TEMP_DIR));
  end = () => void engine.stop().finally(() => process.exit(0));
  process.on('message', (request: Request) => {
    if (request.kind === 'stop') return end();
    runClosedLoop(request.load, engine.runWorkflow).then(
      (result) => answer({ kind: 'measured', result }),
      (error: unknown) => answer({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  answer({ kind: 'ready' });
}

function answer(message: Answer): void {
  if (process.connected) process.send?.(message);
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: this process is started by the benchmark only`);
  return value;
}
