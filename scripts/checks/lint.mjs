import { parseOutput, runTool } from './run-tool.mjs';
import { sourceFiles } from './source-files.mjs';

/**
 * oxlint with the rules of .oxlintrc.json, those that need types included.
 * @param {string} root
 */
export async function checkLint(root) {
  const wanted = sourceFiles(root, /\.(ts|tsx|mjs|js)$/).length;
  const result = await runTool(root, 'node_modules/oxlint/bin/oxlint', ['--type-aware', '--format', 'json', '.']);
  const { diagnostics, number_of_files: count } = parseOutput(result);
  const findings = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ filename, labels, code, message }) => `${filename}:${labels[0]?.span.line ?? 1} ${code} ${message.split('\n')[0]}`);
  if (count !== wanted) findings.push(`${count} files were read, there are ${wanted}`);
  if (result.code !== 0 && findings.length === 0) throw new Error(`it ended with ${result.code}: ${result.stderr.trim()}`);
  return findings;
}
