import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const TIMEOUT_MS = 20_000;

/**
 * What npm on this machine is configured to (its user's and the machine's settings; asked from `/`, so
 * that no project's file counts). Empty where npm is missing. Values of secrets come as "(protected)".
 */
export async function readNpmSettings(): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { stdout } = await promisify(execFile)('npm', ['config', 'list', '--json'], { cwd: '/', timeout: TIMEOUT_MS });
    const settings: unknown = JSON.parse(stdout);
    return typeof settings === 'object' && settings !== null ? { ...settings } : {};
  } catch {
    return {};
  }
}

/** The same of pip, by option: `index-url`, `extra-index-url`, `find-links`. The environment outranks files. */
export async function readPipSettings(): Promise<Readonly<Record<string, readonly string[]>>> {
  try {
    const { stdout } = await promisify(execFile)('python3', ['-m', 'pip', 'config', 'list'], { cwd: '/', timeout: TIMEOUT_MS });
    return parsePipSettings(stdout);
  } catch {
    return {};
  }
}

/** Lines such as `global.index-url='https://a/simple'`; several values are separated by blanks or line ends. */
export function parsePipSettings(text: string): Readonly<Record<string, readonly string[]>> {
  const settings: Record<string, readonly string[]> = {};
  const lines = text.split('\n').toSorted((a, b) => Number(a.startsWith(':env:')) - Number(b.startsWith(':env:')));
  for (const line of lines) {
    const match = /^(?::env:|[\w-]+)\.([\w-]+)=(['"])(.*)\2$/.exec(line);
    if (match?.[1] !== undefined && match[3] !== undefined) settings[match[1]] = match[3].replaceAll('\\n', ' ').split(/\s+/).filter(Boolean);
  }
  return settings;
}
