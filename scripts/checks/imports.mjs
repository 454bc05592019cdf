import { parseOutput, runTool } from './run-tool.mjs';
import { sourceFiles, unread } from './source-files.mjs';

/**
 * dependency-cruiser with the plan of the house in .dependency-cruiser.mjs. Without a TypeScript that it
 * understands it reads no module and finds nothing wrong, so every file must be among those that it read.
 * @param {string} root
 */
export async function checkImports(root) {
  const wanted = sourceFiles(root).filter((file) => file.includes('/'));
  const folders = [...new Set(wanted.map((file) => file.split('/')[0]))];
  const tool = 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs';
  const result = await runTool(root, tool, ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders]);
  const { modules, summary } = parseOutput(result);
  const findings = summary.violations
    .filter(({ rule }) => rule.severity === 'error')
    .map(({ rule, from, to, cycle }) => `${from} → ${cycle ? cycle.map(({ name }) => name).join(' → ') : to}: ${rule.name}`);
  return [...findings, ...unread(wanted, modules.map(({ source }) => source))];
}
