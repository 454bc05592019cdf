import { z } from 'zod';

/** The protocol has no place for an exit code; OpenCode tells it in what it calls its raw output. */
const RawOutput = z.object({ metadata: z.object({ exit: z.int() }) });

/** The exit code of a command; null when the agent does not tell. */
export function exitCodeOf(rawOutput: unknown): number | null {
  const parsed = RawOutput.safeParse(rawOutput);
  return parsed.success ? parsed.data.metadata.exit : null;
}
