import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failed } from '../../work/failed.ts';
import { modelProvider, type Opened, type Opening } from '../model/model-provider.ts';
import { openConversation } from './open-conversation.ts';
import { opencode } from './opencode.ts';
import { spareInstallation } from './spare-installation.ts';

/** Any agent that speaks the Agent Client Protocol (https://agentclientprotocol.com): here OpenCode. */
export const acpProvider = modelProvider('acp', open);

async function open({ session, folder, home }: Opening): Promise<Opened> {
  const { work } = session.bench.step.assignment;
  if (work.model === null) return failed('model_missing', 'An agent of the provider acp has no model of its own. Name one.');
  const nothing = join(session.bench.root, 'nothing');
  await mkdir(nothing, { recursive: true });
  const program = opencode({ folder, work, model: work.model, tree: session.bench.tree, nothing });
  if (program === null) return failed('provider_missing', `OpenCode has no program for ${process.platform} on ${process.arch}.`);
  await spareInstallation(home);
  return { ok: true, conversation: openConversation({ session, home, program }), remembers: false };
}
