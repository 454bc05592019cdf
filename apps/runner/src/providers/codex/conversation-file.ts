import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseJson } from '@lime/kernel';
import { z } from 'zod';
import { listOwnFiles } from '../model/list-own-files.ts';
import { readOwnFile } from '../model/read-own-file.ts';
import type { SavedSession } from '../provider.ts';
import { CODEX_HOME } from './codex-options.ts';

/** A longer conversation is gone on with by its digest. */
const largestConversation = 32 * 1024 * 1024;

/** The program has one of its own, and makes a few folders for it. */
const mostFiles = 1000;

const FirstLine = z.object({ type: z.literal('session_meta'), payload: z.object({ id: z.uuid() }) });

/** What the program has written down of the conversation; null when it is too long or not there. */
export async function saveConversation(home: string, threadId: string | null): Promise<SavedSession | null> {
  if (threadId === null || !z.uuid().safeParse(threadId).success) return null;
  const files = await listOwnFiles(home, join(CODEX_HOME, 'sessions'), mostFiles);
  const file = files.find((candidate) => candidate.endsWith(`-${threadId}.jsonl`));
  const bytes = file === undefined ? null : await readOwnFile(home, file, largestConversation);
  return bytes && { bytes };
}

/** Puts a saved conversation where the program will look for it, and gives its id; null when it is none. The agent could have written anything there. */
export async function restoreConversation(home: string, saved: Uint8Array): Promise<string | null> {
  const [first] = new TextDecoder().decode(saved.subarray(0, 100_000)).split('\n', 1);
  const parsed = FirstLine.safeParse(parseJson(first ?? ''));
  if (!parsed.success) return null;
  const { id } = parsed.data.payload;
  // The program finds conversations by the ids at the ends of their names; the day is anybody's.
  const file = join(home, CODEX_HOME, 'sessions/2026/01/01', `rollout-2026-01-01T00-00-00-${id}.jsonl`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, saved);
  return id;
}
