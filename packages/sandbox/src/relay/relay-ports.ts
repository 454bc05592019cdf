import { fileURLToPath } from 'node:url';
import type { SandboxCommand } from '../sandbox-command.ts';

const RELAY = fileURLToPath(new URL('./relay.mjs', import.meta.url));
const RELAY_INSIDE = '/opt/lime/relay.mjs';
/** Bun would take a `.env` and a `bunfig.toml`, whose `preload` runs, from the repository. */
const BUN = ['bun', '--no-env-file', '--config=/dev/null'];

/** The command with its `ports` turned into what brings them about: their sockets mounted, and one relay around the program. */
export function relayPorts({ ports = [], ...command }: SandboxCommand): SandboxCommand {
  if (ports.length === 0) return command;
  const inside = ({ port }: { port: number }) => `/run/lime/port-${port}.sock`;
  const listens = ports.map((wanted) => `${wanted.port}=${inside(wanted)}`).join(',');
  return {
    ...command,
    argv: [...BUN, RELAY_INSIDE, listens, ...command.argv],
    readOnly: [...(command.readOnly ?? []), { host: RELAY, inside: RELAY_INSIDE }],
    sockets: [...(command.sockets ?? []), ...ports.map((wanted) => ({ host: wanted.socket, inside: inside(wanted) }))],
  };
}
