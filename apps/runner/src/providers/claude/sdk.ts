import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { ChildProcessLike } from '@lime/sandbox';

/** What of the Claude Agent SDK we use. It is not among our dependencies: it is installed when somebody wants it. */
export type ClaudeSdk = { query: (asked: { prompt: AsyncIterable<UserMessage>; options: ClaudeOptions }) => AsyncIterable<unknown> };

export type UserMessage = { type: 'user'; message: { role: 'user'; content: string }; parent_tool_use_id: null; uuid: string };

export type ClaudeOptions = {
  cwd: string;
  env: Record<string, string>;
  settingSources: [];
  strictMcpConfig: true;
  skills: [];
  verbatimPrompts: true;
  permissionMode: 'dontAsk';
  tools: string[];
  allowedTools: string[];
  disallowedTools: string[];
  systemPrompt: { type: 'preset'; preset: 'claude_code'; append: string };
  maxTurns: number;
  pathToClaudeCodeExecutable: string;
  spawnClaudeCodeProcess: (asked: { command: string; args: string[]; env: Record<string, string | undefined> }) => ChildProcessLike;
  model?: string;
  resume?: string;
};

const Module = z.looseObject({ query: z.custom<ClaudeSdk['query']>((value) => typeof value === 'function') });

const loaded = new Map<string, Promise<ClaudeSdk>>();

/** Loads the SDK from where it is installed: once, as it takes 0.1 s. */
export function loadSdk(folder: string): Promise<ClaudeSdk> {
  const known = loaded.get(folder) ?? import(pathToFileURL(join(folder, 'node_modules/@anthropic-ai/claude-agent-sdk/sdk.mjs')).href).then((module: unknown) => Module.parse(module));
  loaded.set(folder, known);
  return known;
}

/** The program that the SDK drives: one of its packages for this kind of machine. */
export function findProgram(folder: string): string | null {
  const kind = `${process.platform}-${process.arch}`;
  const candidates = [kind, `${kind}-musl`].map((name) => join(folder, 'node_modules/@anthropic-ai', `claude-agent-sdk-${name}`, 'claude'));
  return candidates.find((path) => existsSync(path)) ?? null;
}
