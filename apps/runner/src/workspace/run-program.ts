/** Null when it went well, else the beginning of what was said. */
export async function runProgram(...command: string[]): Promise<string | null> {
  const child = Bun.spawn(command, { stdin: 'ignore', stdout: 'ignore', stderr: 'pipe' });
  const [said, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  return code === 0 ? null : said.slice(0, 500);
}
