import { spawn } from 'node:child_process';
import { projectRoot } from './project-root.mjs';

/**
 * Runs a command while one calm line says what it is for: "installing packages … 12 s". Its output is
 * only given back, for the caller to show when it failed.
 * @param {string} purpose
 * @param {string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, isAlone?: boolean }} [options] `isAlone`: nothing else prints meanwhile, so the line can begin before the end
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function runQuietly(purpose, [program, ...args], { cwd = projectRoot, env = process.env, isAlone = true } = {}) {
  const since = performance.now();
  const begin = `${purpose} … `;
  if (isAlone) process.stderr.write(begin);
  const { code, output } = await new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, output: String(error) }));
    child.on('close', (code) => resolve({ code, output }));
  });
  const end = code === 0 ? `${Math.max(1, Math.round((performance.now() - since) / 1000))} s\n` : 'failed\n';
  process.stderr.write(isAlone ? end : `${begin}${end}`);
  return { ok: code === 0, output };
}
