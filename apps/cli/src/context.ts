import { createClient, type Client } from './client/client.ts';
import { findConnection } from './client/find-connection.ts';
import { createPaint, type Paint } from './terminal/paint.ts';

/** What a command works with. */
export type Context = {
  /** Answer with JSON: one document, or one line for each event. */
  json: boolean;
  isTerminal: boolean;
  paint: Paint;
  /** To stdout, as it is. */
  write: (text: string) => void;
  /** To stderr, as it is: what is not part of the answer. */
  note: (text: string) => void;
  /** Throws CliError (exit 3) when no server is known. */
  client: () => Client;
  /** The client by what is known now, for a server that may have started again; later calls of `client` give this one. */
  renewClient: () => Client;
};

export function createContext(options: { json: boolean }): Context {
  const isTerminal = process.stdout.isTTY;
  let client: Client | undefined;
  return {
    json: options.json,
    isTerminal,
    paint: createPaint(isTerminal && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'),
    write: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(text),
    client: () => (client ??= createClient(findConnection(process.env))),
    renewClient: () => (client = renew(client)),
  };
}

/** A server that is just starting has its credentials not written yet: then the old ones stay. */
function renew(client: Client | undefined): Client {
  try {
    return createClient(findConnection(process.env));
  } catch (error) {
    if (client) return client;
    throw error;
  }
}

/** Answers with one JSON document. */
export function writeJson(context: Context, value: unknown): void {
  context.write(`${JSON.stringify(value, null, context.isTerminal ? 2 : undefined)}\n`);
}
