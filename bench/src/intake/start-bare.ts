import { join } from 'node:path';

export type BareInserts = { url: string; connections: number; headers: Record<string, string>; body: string };
export type BareSide = { insert(seconds: number): Promise<number>; stop(): Promise<void> };

/** Starts the bare inserts in a process of its own; `insert` answers with rows a second. */
export function startBare(plan: BareInserts): BareSide {
  const child = Bun.spawn([process.execPath, join(import.meta.dirname, 'bare-inserts.ts'), JSON.stringify(plan)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = child.stdout.getReader();
  return {
    insert: async (seconds) => {
      void child.stdin.write(`${seconds}\n`);
      await child.stdin.flush();
      const { value } = await lines.read();
      if (value === undefined) throw new Error(`the bare inserts ended with exit code ${await child.exited}`);
      return Number(new TextDecoder().decode(value));
    },
    stop: async () => {
      child.kill();
      await child.exited;
    },
  };
}
