import type { Failed } from '../../work/failed.ts';
import type { SavedSession } from '../provider.ts';

/** A talk with a language model that has tools, in a sandbox of its own. */
export type Conversation = {
  /** Starts a turn and gives what the model says at its end. Never rejects; when the agent is stopped in the middle, it ends as a failure. */
  readonly ask: (text: string) => Promise<TurnEnd>;
  /** Tells the model something while a turn is under way; false when it cannot hear it before the turn's end. */
  readonly tell: (text: string) => boolean;
  /** Kills every process of it and gives what it remembers; null when there is nothing that could be gone on with. */
  readonly end: () => Promise<SavedSession | null>;
};

export type TurnEnd = { readonly ok: true; readonly answer: string } | Failed;
