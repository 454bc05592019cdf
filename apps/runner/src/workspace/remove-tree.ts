import { runProgram } from './run-program.ts';

/**
 * Deletes a folder and all in it, never following links. Package managers and tests leave folders
 * without write permission, which an ordinary user cannot empty before making them writable.
 *
 * By the system's own `rm`: folders nested deeper than a path may be long, which any program can
 * make, hold up one that works by paths for minutes.
 */
export async function removeTree(path: string): Promise<void> {
  if ((await runProgram('rm', '-rf', '--', path)) === null) return;
  await runProgram('chmod', '-R', 'u+rwx', '--', path);
  const problem = await runProgram('rm', '-rf', '--', path);
  if (problem !== null) throw new Error(`${path} could not be deleted: ${problem}`);
}
