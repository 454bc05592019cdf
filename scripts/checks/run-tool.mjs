import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** The tools that are written in Go end soon: to collect their garbage less often saves a fourth of their time. */
const env = { GOGC: '400', ...process.env };

/**
 * Runs a check's tool from node_modules to its end, with the project's own Node: dependency-cruiser refuses older ones.
 * @param {string} root
 * @param {string} script the tool's own JavaScript file below `root`
 * @param {string[]} args
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function runTool(root, script, args) {
  return new Promise((resolve) => {
    execFile(join(root, 'node_modules', 'node', 'bin', 'node'), [script, ...args], { cwd: root, env, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? 1), stdout, stderr });
    });
  });
}

/**
 * What a tool printed as JSON; without any, its own words are the error.
 * @param {{ code: number, stdout: string, stderr: string }} result
 */
export function parseOutput({ code, stdout, stderr }) {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`it ended with ${code}: ${(stderr || stdout).trim().slice(0, 2_000)}`);
  }
}
