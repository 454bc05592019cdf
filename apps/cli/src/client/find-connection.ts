import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CliError, exitCodes } from '../cli-error.ts';

export type Connection = {
  server: string;
  token: string;
  /** Shows that this is the server's own machine; null elsewhere. */
  operator: string | null;
};

const CliFile = z.object({ server: z.url(), token: z.string().min(1), operator: z.string().min(1) });

/** The folder of this clone. */
export const cloneFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** Where the server of this clone keeps its data. */
export function dataFolder(env: Record<string, string | undefined>): string {
  return resolve(cloneFolder, env['LIME_DATA'] || '.lime');
}

/**
 * Which server to talk to and as whom: LIME_SERVER and LIME_TOKEN, else what the server of this
 * clone left in its data folder. Throws CliError when neither says.
 */
export function findConnection(env: Record<string, string | undefined>): Connection {
  const file = readCliFile(join(dataFolder(env), 'cli.json'));
  const server = env['LIME_SERVER'] || file?.server;
  const token = env['LIME_TOKEN'] || file?.token;
  if (server && token) return { server: server.replace(/\/+$/, ''), token, operator: (!env['LIME_SERVER'] && file?.operator) || null };
  throw new CliError({
    message: env['LIME_SERVER'] ? 'LIME_SERVER is set, but LIME_TOKEN is not' : 'no server is known here',
    hint: `Start one with: npm start (in ${cloneFolder})\nFor a server elsewhere set LIME_SERVER and LIME_TOKEN; for another data folder set LIME_DATA.`,
    exitCode: exitCodes.unreachable,
    code: 'no_server',
  });
}

function readCliFile(path: string): z.infer<typeof CliFile> | null {
  try {
    return CliFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
