import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import { packagedNode } from '@lime/sandbox';
import rootPackage from '../../../../package.json' with { type: 'json' };
import { broken, fine, warning, type Finding } from './finding.ts';

const run = promisify(execFile);

/** The machine's own programs: npx puts those of this clone, among them another Node, before them. */
const ownPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules')).join(delimiter);

type Version = { major: number; minor: number; text: string };

/** The version that a program tells; null when it is not there or says nothing. */
async function versionOf(program: string): Promise<Version | null> {
  const answer = await run(program, ['--version'], { timeout: 10_000, env: { ...process.env, PATH: ownPath } }).catch(() => null);
  const [text, major, minor] = /(\d+)\.(\d+)[.\d]*/.exec(answer?.stdout ?? '') ?? [];
  return text === undefined ? null : { text, major: Number(major), minor: Number(minor) };
}

export async function checkNode(): Promise<Finding> {
  const node = await versionOf('node');
  if (!node) return broken('node', 'not found', 'Install Node 20 or newer: https://nodejs.org');
  if (node.major < 20) return broken('node', `${node.text} is too old`, 'Install Node 20 or newer: https://nodejs.org');
  const packaged = packagedNode();
  const ours = packaged === null ? null : await versionOf(packaged);
  return ours ? fine('node', `${node.text}; for hooks and Codex ${ours.text}`) : warning('node', `${node.text}; for hooks on node and for Codex the one of the packages is missing`, 'Run: npm ci');
}

export function checkBun(): Finding {
  const wanted = rootPackage.devDependencies.bun;
  const found = process.versions.bun ?? 'none';
  return found === wanted ? fine('bun', found) : warning('bun', `${found}, and ${wanted} is what is tested`, 'Run: npm install');
}

export async function checkGit(): Promise<Finding> {
  const git = await versionOf('git');
  const fix = 'Install git 2.34 or newer, on Debian and Ubuntu with: apt install git';
  if (!git) return broken('git', 'not found', fix);
  return git.major > 2 || (git.major === 2 && git.minor >= 34) ? fine('git', git.text) : broken('git', `${git.text} is too old`, fix);
}
