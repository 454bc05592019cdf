import { failed, stopped } from '../../work/failed.ts';
import type { Conversation, TurnEnd } from '../model/conversation.ts';
import { explainEnd } from '../model/explain-end.ts';
import { readLines } from '../model/read-lines.ts';
import { mayEdit } from '../model/start-agent.ts';
import { saveConversation } from './conversation-file.ts';
import { readLine } from './read-line.ts';
import { startDriver, type DriverOptions } from './start-driver.ts';
import { tellEntry } from './tell-entry.ts';
import { tellEvent } from './tell-event.ts';
import { startTelling, type Telling } from './telling.ts';

/**
 * Starts the SDK in the sandbox, under Node.js, and speaks with it by our driver.
 *
 * Invariant: a turn has ended when the driver says so and has heard all that it was told; the program
 * hears nothing in the middle of a turn, so the driver stops the turn and begins another with it.
 */
export function openConversation({ session, home, folder, node, resume }: DriverOptions): Conversation {
  const { emit, assignment } = session.bench.step;
  const telling = startTelling({ emit, readOnly: !mayEdit(assignment.work) });
  const { sandbox, send } = startDriver({ session, home, folder, node, resume });
  let sent = 0;
  let turn: PromiseWithResolvers<TurnEnd> | null = null;
  /** Why there will be no more turns. */
  let over: TurnEnd | null = null;
  const endTurn = (end: TurnEnd) => {
    turn?.resolve(end);
    turn = null;
  };
  const { hear, thread } = listen(telling, resume, (read) => {
    if (read.heard >= sent) endTurn(read.ok ? { ok: true, answer: read.answer } : failed('agent_failed', `Codex ended in the middle of its work: ${read.message}`));
  });
  const listening = (async () => {
    for await (const line of readLines(sandbox.stdout)) await hear(line);
    const end = await sandbox.exited;
    over = session.signal.aborted ? stopped : explainEnd(session, 'Codex', end);
    endTurn(over);
  })();

  return {
    ask: async (text) => {
      if (over) return over;
      turn = Promise.withResolvers<TurnEnd>();
      const { promise } = turn;
      send({ type: 'ask', text });
      return promise;
    },
    tell: (text) => {
      if (turn === null) return false;
      sent++;
      send({ type: 'tell', text });
      return true;
    },
    end: async () => {
      sandbox.kill('cancelled');
      await sandbox.exited;
      await listening;
      await telling.tools.close();
      return saveConversation(home, thread());
    },
  };
}

type TurnRead = Extract<ReturnType<typeof readLine>, { type: 'turn' }>;

/** Tells of what the driver says; `thread`: the conversation that it is about, as far as is known. */
function listen(telling: Telling, resume: DriverOptions['resume'], onTurn: (read: TurnRead) => void) {
  let threadId = resume;
  const hear = async (line: string) => {
    const read = readLine(line);
    if (read?.type === 'event') return tellEvent(telling, read.event);
    if (read?.type === 'entry') return tellEntry(telling, read.entry);
    if (read?.type !== 'turn') return;
    threadId = read.threadId ?? threadId;
    await telling.tools.close();
    onTurn(read);
  };
  return { hear, thread: () => threadId };
}
