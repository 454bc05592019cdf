import { parseOutput, runTool } from './run-tool.mjs';

/**
 * knip: files, exports and dependencies that nothing uses, and imports that no package.json names.
 * @param {string} root
 */
export async function checkUnused(root) {
  const result = await runTool(root, 'node_modules/knip/bin/knip.js', ['--no-progress', '--reporter', 'json']);
  const { issues } = parseOutput(result);
  const findings = issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, found]) => found.flat().map(({ name, line }) => `${file}:${line ?? 1} ${kind}: ${name}`)),
  );
  if (result.code !== 0 && findings.length === 0) throw new Error(`it ended with ${result.code}: ${result.stderr.trim()}`);
  return findings;
}
