import pino, { type Logger as PinoLogger } from 'pino';
import { redactText } from './redact-text.ts';

export type Logger = PinoLogger;

const secretKeys = ['authorization', 'cookie', 'token', 'password', 'secret', 'access_token', 'refresh_token', 'api_key', 'key_hash', 'databaseUrl'];

/** Redacts at the top level and one and two levels down: where our own code logs such fields. */
const redactPaths = secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** Lines that wait for a disk which is full; more of them are lost. Bytes. */
const mostWaiting = 1_000_000;

/** JSON lines on stderr (or to `path`), with secrets masked both by key and by shape. */
export function createLogger(options: { name: string; level?: string; path?: string }): Logger {
  const destination = pino.destination({ dest: options.path ?? 2, sync: true, mkdir: true, maxLength: mostWaiting });
  // Whoever cannot write its log, for the disk is full, goes on with its work.
  destination.on('error', () => {});
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      base: { name: options.name, pid: process.pid },
      redact: { paths: redactPaths, censor: '***' },
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: serializeError },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  );
}

function serializeError(error: unknown): unknown {
  if (error instanceof Error) return { type: error.name, message: redactText(error.message), stack: error.stack && redactText(error.stack) };
  const { message = String(error), stack } = typeof error === 'object' && error !== null ? Object.fromEntries(Object.entries(error)) : {};
  return { message: redactText(String(message)), ...(typeof stack === 'string' && { stack: redactText(stack) }) };
}
