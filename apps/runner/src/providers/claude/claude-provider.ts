import { failed } from '../../work/failed.ts';
import { modelProvider, type Opened, type Opening } from '../model/model-provider.ts';
import { restoreConversation } from './conversation-file.ts';
import { openConversation } from './open-conversation.ts';
import { findProgram, loadSdk } from './sdk.ts';

/** Claude, by the Claude Agent SDK: the SDK runs in this process, its program in the sandbox. */
export const claudeProvider = modelProvider('claude', open, loadSdk);

async function open({ session, folder, home, saved }: Opening): Promise<Opened> {
  const path = findProgram(folder);
  if (path === null) return failed('provider_missing', `The Claude Agent SDK has no program for ${process.platform} on ${process.arch}.`);
  const sdk = await loadSdk(folder);
  const resume = saved && (await restoreConversation(home, saved));
  return { ok: true, conversation: openConversation({ session, home, sdk, path, resume }), remembers: resume !== null };
}
