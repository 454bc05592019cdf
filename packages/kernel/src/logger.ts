import pino, { type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

const secretKeys = ['authorization', 'cookie', 'token', 'password', 'secret', 'access_token', 'refresh_token', 'api_key', 'key_hash', 'databaseUrl'];

/** Redacts at the top level and one and two levels down: where our own code logs such fields. */
const redactPaths = secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** A user alone counts too: tokens of git hosts stand there. */
const urlCredentials = /(\w+:\/\/)[^/\s]*@/g;
const limeTokens = /lime_[a-z]+_[A-Za-z0-9_-]{43}/g;

/** Masks credentials in URLs and our own bearer tokens, wherever they stand in a text. */
export function redactText(text: string): string {
  return text.replace(urlCredentials, '$1***@').replace(limeTokens, 'lime_***');
}

/** JSON lines on stderr (or to `path`), with secrets masked both by key and by shape. */
export function createLogger(options: { name: string; level?: string; path?: string }): Logger {
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
    pino.destination({ dest: options.path ?? 2, sync: true, mkdir: true }),
  );
}

function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: redactText(String(error)) };
  return { type: error.name, message: redactText(error.message), stack: error.stack && redactText(error.stack) };
}
