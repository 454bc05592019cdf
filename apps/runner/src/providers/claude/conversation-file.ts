import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readOwnFile } from '../model/read-own-file.ts';
import type { SavedSession } from '../provider.ts';
import { CONFIG_FOLDER } from './claude-options.ts';

/** A longer conversation is gone on with by its digest. */
const largestConversation = 32 * 1024 * 1024;

/** The program names the folder of a project after its path: this is that of /workspace. */
const PROJECT = '-workspace';

const Line = z.object({ sessionId: z.uuid() });

/** Where the program keeps a conversation: one JSON document a line. */
function conversationFile(sessionId: string): string {
  return join(CONFIG_FOLDER, 'projects', PROJECT, `${sessionId}.jsonl`);
}

/** What the program has written down of the conversation; null when it is too long or not there. */
export async function saveConversation(home: string, sessionId: string | null): Promise<SavedSession | null> {
  if (sessionId === null || !z.uuid().safeParse(sessionId).success) return null;
  const bytes = await readOwnFile(home, conversationFile(sessionId), largestConversation);
  return bytes && { bytes };
}

/** Puts a saved conversation where the program will look for it; null when it is none. The agent could have written anything there. */
export async function restoreConversation(home: string, saved: Uint8Array): Promise<string | null> {
  const sessionId = findSessionId(new TextDecoder().decode(saved));
  if (sessionId === null) return null;
  const file = join(home, conversationFile(sessionId));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, saved);
  return sessionId;
}

function findSessionId(lines: string): string | null {
  for (const line of lines.split('\n')) {
    try {
      const parsed = Line.safeParse(JSON.parse(line));
      if (parsed.success) return parsed.data.sessionId;
    } catch {
      // A line that was cut in the middle, when the agent was stopped.
    }
  }
  return null;
}
