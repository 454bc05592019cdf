import type { PlanContent, Provider, ReviewContent } from '@lime/contracts';
import type { SandboxCommand } from '@lime/sandbox';
import type { Failed } from '../work/failed.ts';
import type { ReadyPlace } from '../work/ready-places.ts';
import type { Installed } from '../work/run-command.ts';
import type { Workbench } from '../work/workbench.ts';
import type { Inbox } from './inbox.ts';

/** Who does the work between the checks before and the checks after. The rest of the runner knows only this. */
export type AgentProvider = {
  readonly name: Provider;
  /** What this machine lacks for it, in words that end with the command that mends it; null when it can work. `folder`: where providers are installed. */
  readonly missing: (folder: string) => Promise<string | null>;
  /** Looks at the work before anything is spent on it: an unknown recipe, options that are not right. */
  readonly prepare: (bench: Workbench) => Promise<{ ok: true; agent: PreparedAgent } | Failed>;
};

export type PreparedAgent = {
  /** What people see as the one who did it: `eslint-fix`, `claude`. */
  readonly label: string;
  /** Whether the dependencies may be others afterwards, so that set-up has to run again before the checks. */
  readonly changesDependencies: boolean;
  /** Works until done, or until `session.signal` says stop; then every process of it is dead. */
  readonly work: (session: AgentSession) => Promise<AgentEnd>;
};

/** What an agent is given to work with. */
export type AgentSession = {
  /** Its clock and its signal are the agent's own: they end before the step's, so that the work can still be handed in. */
  readonly bench: Workbench;
  readonly installed: Installed;
  /** The repositories in the workspace, the main one first, each as if it were alone; for providers that look into them. */
  readonly places: readonly ReadyPlace[];
  /** The repositories' own checks, as they will be run on the work. */
  readonly checks: readonly string[];
  /** The change that the workspace holds already: that of a run that is gone on with, or is to be reviewed. */
  readonly patch: Uint8Array | null;
  /** People's messages, as they come. */
  readonly inbox: Inbox;
  /** Stops the agent: somebody cancelled, its time is up, its budget is spent. */
  readonly signal: AbortSignal;
  /** Unix socket of the way to the model gateway; null when the work needs no model. */
  readonly modelSocket: string | null;
  /** Gives a command the hosts that the agent may reach; told in the transcript. */
  readonly reach: (command: SandboxCommand) => SandboxCommand;
};

/** The provider's memory of the conversation: bytes that only the provider reads. */
export type SavedSession = { readonly bytes: Uint8Array };

export type AgentEnd =
  | { readonly kind: 'done'; /** Its last words. */ readonly answer: string; /** What plan and review modes came to. */ readonly findings: Findings | null; readonly session: SavedSession | null }
  /** It ended before it was done; what it has changed so far is kept. */
  | { readonly kind: 'unfinished'; readonly failure: Failed; readonly session: SavedSession | null };

export type Findings = { readonly mode: 'plan'; readonly plan: PlanContent } | { readonly mode: 'review'; readonly review: ReviewContent };
