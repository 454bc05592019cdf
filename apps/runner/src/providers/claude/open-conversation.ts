import { randomUUID } from 'node:crypto';
import { asChildProcess, type SandboxProcess } from '@lime/sandbox';
import { failed, stopped } from '../../work/failed.ts';
import type { Conversation, TurnEnd } from '../model/conversation.ts';
import { explainEnd } from '../model/explain-end.ts';
import { INSIDE, startAgent } from '../model/start-agent.ts';
import { narrateTools } from '../model/tool-narrator.ts';
import { createInbox, readInbox } from '../inbox.ts';
import type { AgentSession } from '../provider.ts';
import { claudeOptions } from './claude-options.ts';
import { saveConversation } from './conversation-file.ts';
import { readMessage, type ClaudeMessage } from './read-message.ts';
import { readResult } from './read-result.ts';
import type { ClaudeSdk, UserMessage } from './sdk.ts';
import { tellMessage } from './tell-message.ts';

/** More messages in one turn than this wait for its end: the program names no more of them in its answer. */
const mostInTurn = 50;

type Given = { session: AgentSession; home: string; sdk: ClaudeSdk; /** The program on this machine. */ program: string; /** The conversation to go on with. */ resume: string | null };

/**
 * Starts the program in the sandbox and speaks with it by the SDK.
 *
 * Invariant: a turn has ended when a result has come and every message that was sent is named by
 * one; a message in the middle of a turn is either heard in it or has a turn, and a result, of its own.
 */
export function openConversation({ session, home, sdk, program, resume }: Given): Conversation {
  const { emit } = session.bench.step;
  const tools = narrateTools(emit);
  const inUse = new Map<string, string>();
  const outgoing = createInbox<UserMessage>();
  const unanswered = new Set<string>();
  let sandbox: SandboxProcess | null = null;
  let sessionId = resume;
  let turn: PromiseWithResolvers<TurnEnd> | null = null;
  /** Why there will be no more turns. */
  let over: TurnEnd | null = null;

  const send = (text: string) => {
    const uuid = randomUUID();
    unanswered.add(uuid);
    outgoing.put({ type: 'user', message: { role: 'user', content: text }, parent_tool_use_id: null, uuid });
  };
  const endTurn = (end: TurnEnd) => {
    turn?.resolve(end);
    turn = null;
  };
  const hear = async (message: ClaudeMessage) => {
    if (message.kind === 'started') {
      sessionId = message.sessionId;
    } else if (message.kind === 'result') {
      for (const uuid of message.result.user_message_uuids) unanswered.delete(uuid);
      const end = readResult(message.result);
      if (!end.ok || unanswered.size === 0) endTurn(end);
    }
    await tellMessage({ emit, tools, inUse }, message);
  };

  const options = claudeOptions(session, {
    resume,
    pathToClaudeCodeExecutable: program,
    spawnClaudeCodeProcess: ({ args, env }) => {
      sandbox = startAgent(session, home, {
        argv: [`${INSIDE.program}/claude`, ...args],
        env: definedOnly(env),
        mounts: [{ host: program, inside: `${INSIDE.program}/claude` }],
      });
      return asChildProcess(sandbox);
    },
  });

  const listening = (async () => {
    try {
      for await (const message of sdk.query({ prompt: readInbox(outgoing), options })) for (const read of readMessage(message)) await hear(read);
      endTurn((over = await whyEnded('It ended without a word.')));
    } catch (error) {
      // Also thrown after a result that says the same: then no turn is waiting any more.
      endTurn((over = await whyEnded(error instanceof Error ? error.message : String(error))));
    }
  })();

  async function whyEnded(said: string): Promise<TurnEnd> {
    if (session.signal.aborted) return stopped;
    if (sandbox === null) return failed('agent_failed', `Claude could not be started: ${said}`);
    sandbox.kill('cancelled');
    const end = await sandbox.exited;
    return end.kind === 'cancelled' ? failed('agent_failed', `Claude ended in the middle of its work: ${said}`) : explainEnd(session, 'Claude', end);
  }

  return {
    ask: async (text) => {
      if (over) return over;
      turn = Promise.withResolvers<TurnEnd>();
      send(text);
      return turn.promise;
    },
    tell: (text) => {
      if (turn === null || unanswered.size >= mostInTurn) return false;
      send(text);
      return true;
    },
    end: async () => {
      outgoing.close();
      sandbox?.kill('cancelled');
      await sandbox?.exited;
      await listening;
      await tools.close();
      return saveConversation(home, sessionId);
    },
  };
}

function definedOnly(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
