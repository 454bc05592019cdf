import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { runTool } from './run-tool.mjs';
import { sourceFiles, unread } from './source-files.mjs';

/** The bench has packages of its own, which only `npm run bench` installs: its types need them. */
const programs = ['tsconfig.json', 'apps/web/tsconfig.json', 'bench/tsconfig.json'];

/**
 * Strict TypeScript over every .ts and .tsx file, by TypeScript 7.
 * @param {string} root
 */
export async function checkTypes(root) {
  const withBench = existsSync(join(root, 'bench', 'node_modules'));
  const isChecked = (path) => withBench || !path.startsWith('bench/');
  const wanted = sourceFiles(root, /\.tsx?$/).filter(isChecked);
  const results = await Promise.all(programs.filter(isChecked).map((program) => compile(root, program)));
  return [...new Set(results.flatMap(({ errors }) => errors)), ...unread(wanted, results.flatMap(({ files }) => files))];
}

/** Several checkers would each work out the same types again; the programs are checked side by side anyway. */
async function compile(root, program) {
  const { code, stdout, stderr } = await runTool(root, 'node_modules/ts7/bin/tsc', ['-p', program, '--noEmit', '--pretty', 'false', '--checkers', '1', '--listFiles']);
  // An indented line goes on about the error above it.
  const lines = stdout.split(/\n(?! )/).filter((line) => line !== '');
  const files = lines.filter((line) => isAbsolute(line)).map((line) => relative(root, line));
  const errors = lines.filter((line) => !isAbsolute(line));
  if (code !== 0 && errors.length === 0) throw new Error(`tsc -p ${program} ended with ${code}: ${stderr.trim()}`);
  return { files, errors };
}
