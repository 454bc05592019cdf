import { runProgram } from './run-program.ts';

/** Copies a folder as it is, links as links, to a place where nothing is. Null when it went well, else why not. */
export async function copyTree(from: string, to: string): Promise<string | null> {
  return runProgram('cp', '-RPp', '--', from, to);
}
