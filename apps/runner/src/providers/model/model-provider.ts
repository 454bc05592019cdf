import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explainUnfitTools } from '@lime/contracts';
import { failed, type Failed } from '../../work/failed.ts';
import { fetchOrigin } from '../../work/fetch-origin.ts';
import type { Workbench } from '../../work/workbench.ts';
import { findInstalled } from '../install/find-installed.ts';
import type { Installable } from '../install/bundled-providers.ts';
import type { AgentEnd, AgentProvider, AgentSession } from '../provider.ts';
import { composePrompt } from './prompt/compose-prompt.ts';
import type { Conversation } from './conversation.ts';
import { converse } from './converse.ts';
import { placeFiles } from './place-files.ts';

/** What a provider opens its conversation with. */
export type Opening = {
  readonly session: AgentSession;
  /** Where its programs are installed. */
  readonly folder: string;
  /** A folder that is the agent's home and outlives its processes. What it writes there is not to be trusted. */
  readonly home: string;
  /** What it remembered at the end of the run that this one goes on with. */
  readonly saved: Uint8Array | null;
};

/** `remembers`: the saved conversation was taken up, so what was said in it need not be said again. */
export type Opened = { readonly ok: true; readonly conversation: Conversation; readonly remembers: boolean } | Failed;

/**
 * A provider whose work a language model does. All that they have in common is done here and in what
 * this calls. `warmUp` does early what takes its time once; should it fail, `open` will as well.
 */
export function modelProvider(name: Installable, open: (opening: Opening) => Promise<Opened>, warmUp: (folder: string) => Promise<unknown> = async () => undefined): AgentProvider {
  return {
    name,
    missing: async (providers) => {
      const found = await findInstalled(providers, name);
      return found.ok ? null : found.message;
    },
    prepare: async (bench) => {
      const { mode, tools } = bench.step.assignment.work;
      const unfit = explainUnfitTools(name, mode, tools);
      if (unfit !== null) return failed('tools_unfit', unfit);
      const found = await findInstalled(bench.providers, name);
      if (!found.ok) return failed('provider_missing', found.message, { retryable: true });
      if (bench.step.assignment.gateway === null) return failed('provider_missing', `The server has given no way to a model, which ${name} needs.`);
      warmUp(found.folder).catch(() => undefined);
      return { ok: true, agent: { label: name, changesDependencies: true, work: (session) => work(session, found.folder) } };
    },
  };

  async function work(session: AgentSession, folder: string): Promise<AgentEnd> {
    const { bench } = session;
    const saved = await fetchSaved(bench);
    if (!saved.ok) return { kind: 'unfinished', failure: saved, session: null };
    const placed = await placeFiles(bench);
    if (!placed.ok) return { kind: 'unfinished', failure: placed, session: null };
    const home = join(bench.root, 'home');
    await mkdir(home, { recursive: true, mode: 0o700 });
    const opened = await open({ session, folder, home, saved: saved.bytes });
    if (!opened.ok) return { kind: 'unfinished', failure: opened, session: null };
    return converse(session, opened.conversation, composePrompt(session, opened));
  }

  async function fetchSaved(bench: Workbench): Promise<{ ok: true; bytes: Uint8Array | null } | Failed> {
    const saved = bench.step.assignment.work.from?.session ?? null;
    return saved?.provider === name ? fetchOrigin(bench, saved, 'conversation') : { ok: true, bytes: null };
  }
}
