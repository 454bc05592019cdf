/**
 * Deletes a folder and all in it, never following links. Package managers and tests leave folders
 * without write permission, which an ordinary user cannot empty before making them writable.
 *
 * By the system's own `rm`: folders nested deeper than a path may be long, which any program can
 * make, hold up one that works by paths for minutes.
 */
export async function removeTree(path: string): Promise<void> {
  if ((await run('rm', '-rf', '--', path)) === null) return;
  await run('chmod', '-R', 'u+rwx', '--', path);
  const problem = await run('rm', '-rf', '--', path);
  if (problem !== null) throw new Error(`${path} could not be deleted: ${problem}`);
}

/** Null when it went well, else the beginning of what was said. */
async function run(...command: string[]): Promise<string | null> {
  const child = Bun.spawn(command, { stdin: 'ignore', stdout: 'ignore', stderr: 'pipe' });
  const [said, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  return code === 0 ? null : said.slice(0, 500);
}
