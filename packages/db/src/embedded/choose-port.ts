import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Picks a free loopback port and remembers it, so that the database keeps its address over
 * restarts. A port that something else took meanwhile is replaced by another.
 */
export function choosePort(dataDir: string): number {
  const file = join(dataDir, 'port');
  const port = freePort(rememberedPort(file)) ?? freePort(0);
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  writeFileSync(file, `${port}\n`);
  return port;
}

/** The port (any for 0) when it is free now; whoever uses it must still be ready to find it taken. */
function freePort(port: number): number | undefined {
  try {
    const listener = Bun.listen({ hostname: '127.0.0.1', port, socket: { data() {} } });
    listener.stop(true);
    return listener.port;
  } catch {
    return undefined;
  }
}

function rememberedPort(file: string): number {
  try {
    const port = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}
