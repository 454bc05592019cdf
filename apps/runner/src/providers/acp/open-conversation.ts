import { Readable, Writable } from 'node:stream';
import { client, methods, ndJsonStream, PROTOCOL_VERSION } from '@agentclientprotocol/sdk';
import type { SandboxProcess } from '@lime/sandbox';
import { failed, stopped } from '../../work/failed.ts';
import type { Conversation, TurnEnd } from '../model/conversation.ts';
import { explainEnd } from '../model/explain-end.ts';
import { SYSTEM_PROMPT } from '../model/prompt/compose-prompt.ts';
import { INSIDE, startAgent, type AgentProgram } from '../model/start-agent.ts';
import { narrateTools } from '../model/tool-narrator.ts';
import type { AgentSession } from '../provider.ts';
import { answerPermission } from './answer-permission.ts';
import { tellUpdates, type UpdateTeller } from './tell-updates.ts';

/**
 * Starts an agent in the sandbox and speaks the Agent Client Protocol with it, by its stdin and
 * stdout. It gets no file system and no terminal of ours: it has those of the sandbox.
 *
 * Invariant: a message in the middle of a turn ends that turn and begins the next one, as the
 * protocol knows no other way to say something to an agent at work.
 */
export function openConversation({ session, home, program }: { session: AgentSession; home: string; program: AgentProgram }): Conversation {
  const { emit } = session.bench.step;
  const tools = narrateTools(emit);
  const updates = tellUpdates({ emit, tools });
  const sandbox = startAgent(session, home, program);
  const { agent, opened } = connect(sandbox, updates);
  const told: string[] = [];
  let [asking, asked] = [false, false];
  const turn = async (text: string): Promise<TurnEnd> => {
    const sessionId = await opened;
    const { stopReason } = await agent.request(methods.agent.session.prompt, { sessionId, prompt: [{ type: 'text', text }] });
    const answer = await updates.endTurn();
    await tools.close();
    return stopReason === 'end_turn' || stopReason === 'cancelled' ? { ok: true, answer } : endedInTheMiddle(stopReason.replaceAll('_', ' '), '.');
  };

  return {
    ask: async (text) => {
      asking = true;
      try {
        // The protocol has no place for what holds in every turn.
        let end = await turn(asked ? text : `${SYSTEM_PROMPT}\n\n${text}`);
        asked = true;
        while (end.ok && told.length > 0) end = await turn(told.splice(0).join('\n\n'));
        return end;
      } catch (error) {
        return await whyEnded(session, sandbox, error);
      } finally {
        asking = false;
      }
    },
    tell: (text) => {
      if (!asking) return false;
      told.push(text);
      void opened.then((sessionId) => agent.notify(methods.agent.session.cancel, { sessionId })).catch(() => undefined);
      return true;
    },
    end: async () => {
      sandbox.kill('cancelled');
      await sandbox.exited;
      await tools.close();
      return null;
    },
  };
}

/** Why it does not go on: somebody has stopped it, its program has ended, or it has told of an error. */
async function whyEnded(session: AgentSession, sandbox: SandboxProcess, error: unknown): Promise<TurnEnd> {
  if (session.signal.aborted) return stopped;
  sandbox.kill('cancelled');
  const end = await sandbox.exited;
  return end.kind === 'cancelled' ? endedInTheMiddle(error instanceof Error ? error.message : JSON.stringify(error)) : explainEnd(session, 'The agent', end);
}

function endedInTheMiddle(why: string, stop = ''): TurnEnd {
  return failed('agent_failed', `The agent ended in the middle of its work: ${why}${stop}`);
}

/** Speaks the protocol over the program's stdin and stdout, and opens a session in the workspace. */
function connect({ stdin, stdout }: SandboxProcess, updates: UpdateTeller) {
  const { agent } = client({ name: 'assembly-lime' })
    .onRequest(methods.client.session.requestPermission, ({ params }) => answerPermission(params))
    .onNotification(methods.client.session.update, ({ params }) => updates.take(params.update))
    .connect(ndJsonStream(Writable.toWeb(stdin), Readable.toWeb(stdout)));
  const open = async () => {
    await agent.request(methods.agent.initialize, { protocolVersion: PROTOCOL_VERSION, clientCapabilities: {} });
    const { sessionId } = await agent.request(methods.agent.session.new, { cwd: INSIDE.workspace, mcpServers: [] });
    return sessionId;
  };
  const opened = open();
  // Who asks is told; nobody may ask.
  opened.catch(() => undefined);
  return { agent, opened };
}
