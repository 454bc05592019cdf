import { fileURLToPath } from 'node:url';
import { failed, stopped } from '../../work/failed.ts';
import type { Conversation, TurnEnd } from '../model/conversation.ts';
import { explainEnd } from '../model/explain-end.ts';
import { readLines } from '../model/read-lines.ts';
import { INSIDE, mayEdit, startAgent } from '../model/start-agent.ts';
import { narrateTools } from '../model/tool-narrator.ts';
import type { AgentSession } from '../provider.ts';
import { codexEnvironment, codexOptions, MODEL_PORT } from './codex-options.ts';
import { saveConversation } from './conversation-file.ts';
import { readLine } from './read-line.ts';
import { tellEvent } from './tell-event.ts';

const DRIVER = fileURLToPath(new URL('./driver.mjs', import.meta.url));

type Given = { session: AgentSession; home: string; /** Where the SDK is installed. */ folder: string; /** Node.js on this machine. */ node: string; /** The conversation to go on with. */ resume: string | null };

/**
 * Starts the SDK in the sandbox, under Node.js, and speaks with it by our driver.
 *
 * Invariant: a turn has ended when the driver says so and has heard all that it was told; the program
 * hears nothing in the middle of a turn, so the driver stops the turn and begins another with it.
 */
export function openConversation({ session, home, folder, node, resume }: Given): Conversation {
  const { emit, assignment } = session.bench.step;
  const tools = narrateTools(emit);
  const readOnly = !mayEdit(assignment.work);
  const sandbox = startAgent(session, home, {
    argv: [`${INSIDE.program}/node`, `${INSIDE.program}/driver.mjs`],
    env: codexEnvironment,
    mounts: [
      { host: node, inside: `${INSIDE.program}/node` },
      { host: DRIVER, inside: `${INSIDE.program}/driver.mjs` },
      { host: `${folder}/node_modules`, inside: `${INSIDE.program}/node_modules` },
    ],
    modelPort: MODEL_PORT,
  });
  let threadId = resume;
  let turns = 0;
  let sent = 0;
  let turn: PromiseWithResolvers<TurnEnd> | null = null;
  /** Why there will be no more turns. */
  let over: TurnEnd | null = null;

  const send = (message: object) => sandbox.stdin.write(`${JSON.stringify(message)}\n`);
  const endTurn = (end: TurnEnd) => {
    turn?.resolve(end);
    turn = null;
  };
  const hear = async (line: string) => {
    const read = readLine(line);
    if (read?.type === 'event') {
      if (read.event.type === 'turn.started') turns++;
      return tellEvent({ emit, tools, turn: turns, readOnly }, read.event);
    }
    if (read?.type !== 'turn') return;
    threadId = read.threadId ?? threadId;
    await tools.close();
    if (read.heard >= sent) endTurn(read.ok ? { ok: true, answer: read.answer } : failed('agent_failed', `Codex ended in the middle of its work: ${read.message}`));
  };

  send({ type: 'open', sdk: `${INSIDE.program}/node_modules/@openai/codex-sdk/dist/index.js`, threadId: resume, ...codexOptions(session) });
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
      await tools.close();
      return saveConversation(home, threadId);
    },
  };
}
