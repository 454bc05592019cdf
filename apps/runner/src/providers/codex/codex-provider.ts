import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packagedNode } from '@lime/sandbox';
import { failed } from '../../work/failed.ts';
import { modelProvider, type Opened, type Opening } from '../model/model-provider.ts';
import { CODEX_HOME } from './codex-options.ts';
import { restoreConversation } from './conversation-file.ts';
import { openConversation } from './open-conversation.ts';

/** Codex, by the Codex SDK: both the SDK, under Node.js, and its program run in the sandbox. */
export const codexProvider = modelProvider('codex', open);

async function open({ session, folder, home, saved }: Opening): Promise<Opened> {
  const node = packagedNode();
  if (node === null) return failed('provider_missing', 'The Codex SDK needs the Node.js that comes with the packages of this project. Install them with: npm ci');
  await mkdir(join(home, CODEX_HOME));
  const resume = saved && (await restoreConversation(home, saved));
  return { ok: true, conversation: openConversation({ session, home, folder, node, resume }), remembers: resume !== null };
}
