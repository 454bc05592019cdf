import { CliError } from '../cli-error.ts';
import type { Connection } from './find-connection.ts';

/** The same server, spoken to as who runs it. Throws CliError anywhere but on its own machine. */
export function operatorOf(connection: Connection): Connection {
  if (connection.operator !== null) return { ...connection, token: connection.operator };
  throw new CliError({
    message: "what concerns all tenants is managed on the server's own machine",
    hint: "Run this there, as a user who can read the server's data folder, with LIME_SERVER unset (and LIME_DATA set if the folder is not .lime).",
    code: 'operator_only',
  });
}
