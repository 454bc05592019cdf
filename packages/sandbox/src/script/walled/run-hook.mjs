// Runs inside the sandbox, on bun or node: takes a script and its context from stdin, and writes how
// it ended as one line of JSON to stdout. Whatever the script logs goes to stderr.
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { Script } from 'node:vm';

const { code, isModule, contextJson } = JSON.parse(readFileSync(0, 'utf8'));
const context = JSON.parse(contextJson);
const file = '/tmp/hook.mjs';
console.log = console.info = console.debug = console.error;
Object.assign(process.env, context.env);
globalThis.context = context;

function end(line) {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
  process.exit(0);
}

try {
  writeFileSync(file, code);
  const script = isModule ? (await import(file)).default : new Script(code, { filename: file }).runInThisContext();
  const json = JSON.stringify((await (typeof script === 'function' ? script(context) : script)) ?? null);
  end({ kind: 'returned', json: json ?? 'null' });
} catch (error) {
  const isError = error instanceof Error;
  const [, line, column] = /hook\.mjs:(\d+)(?::(\d+))?/.exec(isError ? String(error.stack) : '') ?? [];
  end({ kind: 'threw', message: (isError ? String(error) : JSON.stringify(error) ?? String(error)).slice(0, 2000), line: line ? Number(line) : null, column: column ? Number(column) : null });
}
