import { randomUUID } from 'node:crypto';
import type { Conversation, TurnEnd } from '../model/conversation.ts';
import type { ClaudeResult } from './read-message.ts';
import { readResult } from './read-result.ts';
import type { UserMessage } from './sdk.ts';

/** More messages in one turn than this wait for its end: the program names no more of them in its answer. */
const mostInTurn = 50;

export type Turns = Pick<Conversation, 'ask' | 'tell'> & {
  /** A result has come. */
  hear: (result: ClaudeResult) => void;
  /** There will be no more turns, and no more of the one under way. */
  close: (why: TurnEnd) => void;
};

/**
 * Keeps account of who has been answered.
 *
 * Invariant: a turn has ended when a result has come and every message that was sent is named by
 * one; a message in the middle of a turn is either heard in it or has a turn, and a result, of its own.
 */
export function takeTurns(send: (message: UserMessage) => void): Turns {
  const unanswered = new Set<string>();
  let turn: PromiseWithResolvers<TurnEnd> | null = null;
  let over: TurnEnd | null = null;
  const say = (text: string) => {
    const uuid = randomUUID();
    unanswered.add(uuid);
    send({ type: 'user', message: { role: 'user', content: text }, parent_tool_use_id: null, uuid });
  };
  const endTurn = (end: TurnEnd) => {
    turn?.resolve(end);
    turn = null;
  };
  return {
    ask: async (text) => {
      if (over) return over;
      turn = Promise.withResolvers<TurnEnd>();
      say(text);
      return turn.promise;
    },
    tell: (text) => {
      if (turn === null || unanswered.size >= mostInTurn) return false;
      say(text);
      return true;
    },
    hear: (result) => {
      for (const uuid of result.user_message_uuids) unanswered.delete(uuid);
      const end = readResult(result);
      if (!end.ok || unanswered.size === 0) endTurn(end);
    },
    close: (why) => {
      over = why;
      endTurn(why);
    },
  };
}
