import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Document, LineCounter, isNode, parseDocument } from 'yaml';
import { z } from 'zod';
import { describeIssue, formatPath, type Finding } from './describe-issue.ts';
import { type ReadScript, scriptSchema } from './script.ts';

export type ScriptRead =
  | { kind: 'script'; script: ReadScript }
  | { kind: 'missing'; error: string }
  | { kind: 'invalid'; error: string };

/**
 * Reads a script from a YAML or JSON file, or from a module (.ts, .mts, .js, .mjs) whose default export it is.
 * An error names the file and, where the file is text, line and place of every fault.
 */
export async function readScript(path: string): Promise<ScriptRead> {
  const isModule = ['.ts', '.mts', '.js', '.mjs'].includes(extname(path));
  try {
    const text = await readFile(path, 'utf8');
    return isModule ? await readModule(path) : readText(path, text);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'missing', error: `${path}: there is no such file` };
    return { kind: 'invalid', error: `${path}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Checks a script that is at hand as a value; throws when it is none, since then the caller's code is wrong. */
export function parseScript(value: unknown): ReadScript {
  const checked = check('script', value, () => null);
  if (checked.kind === 'script') return checked.script;
  throw new TypeError(checked.error);
}

async function readModule(path: string): Promise<ScriptRead> {
  const found: unknown = await import(pathToFileURL(resolve(path)).href);
  const exported = z.object({ default: z.unknown() }).safeParse(found);
  if (!exported.success || exported.data.default === undefined) return { kind: 'invalid', error: `${path}: the module must export the script by default` };
  return check(path, exported.data.default, () => null);
}

function readText(path: string, text: string): ScriptRead {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [fault] = document.errors;
  if (fault) return { kind: 'invalid', error: `${path}:${lines.linePos(fault.pos[0]).line}: ${fault.message}` };
  return check(path, document.toJS(), (finding) => findLine(document, lines, finding));
}

function check(path: string, value: unknown, lineOf: (finding: Finding) => number | null): ScriptRead {
  const parsed = scriptSchema.safeParse(value);
  if (parsed.success) return { kind: 'script', script: parsed.data };
  const told = parsed.error.issues.map(describeIssue).map((finding) => {
    const line = lineOf(finding);
    return `${path}${line === null ? '' : `:${line}`}: ${formatPath(finding.path) || 'the script'}: ${finding.message}`;
  });
  return { kind: 'invalid', error: told.join('\n') };
}

/** The line of what is at fault, or of the nearest thing around it that the file has. */
function findLine(document: Document, lines: LineCounter, finding: Finding): number {
  for (let depth = finding.path.length; depth >= 0; depth -= 1) {
    const node: unknown = document.getIn(finding.path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
