import { setImmediate } from 'node:timers/promises';
import { failed, type Failed } from '../../work/failed.ts';
import { readFindings } from '../../results/answer/read-findings.ts';
import { readInbox } from '../inbox.ts';
import type { AgentEnd, AgentSession, Findings } from '../provider.ts';
import type { Conversation } from './conversation.ts';
import { correctionPrompt, messagePrompt } from './prompt/further-prompts.ts';

type Talked = { ok: true; answer: string; findings: Findings | null };

/**
 * Holds the whole conversation: the task, what people say in the middle of it, and in plan and
 * review mode one more turn when the answer is not what was asked for. At its end every process is dead.
 */
export async function converse(session: AgentSession, conversation: Conversation, task: string): Promise<AgentEnd> {
  const talked = await talk(session, conversation, task);
  session.inbox.close();
  const saved = await conversation.end();
  return talked.ok ? { kind: 'done', answer: talked.answer, findings: talked.findings, session: saved } : { kind: 'unfinished', failure: talked, session: saved };
}

async function talk(session: AgentSession, conversation: Conversation, task: string): Promise<Talked | Failed> {
  const { bench } = session;
  const { mode } = bench.step.assignment.work;
  const first = await listenWhile(session, conversation, task);
  if (!first.ok || (mode !== 'plan' && mode !== 'review')) return first.ok ? { ...first, findings: null } : first;
  const read = await readFindings(mode, first.answer, bench.tree);
  if (read.ok) return accept(session, first.answer, read);
  await bench.step.emit({ type: 'status', text: `The answer is not a ${mode} yet: ${read.message}` });
  const second = await conversation.ask(correctionPrompt(mode, read.message));
  if (!second.ok) return second;
  const again = await readFindings(mode, second.answer, bench.tree);
  return again.ok ? accept(session, second.answer, again) : failed('answer_invalid', `What the agent gave, twice, is no ${mode}. ${again.message}`);
}

async function accept({ bench }: AgentSession, answer: string, { findings, notes }: { findings: Findings; notes: readonly string[] }): Promise<Talked> {
  for (const text of notes) await bench.step.emit({ type: 'message', role: 'system', text });
  return { ok: true, answer, findings };
}

/**
 * Asks, and hands people's messages to the model as they come: in the middle of a turn where it can
 * hear them, else as the next turn. Invariant: a message that was taken in is heard, also one that
 * came at the last moment; after that the inbox is closed.
 */
async function listenWhile({ inbox }: AgentSession, conversation: Conversation, task: string): Promise<Awaited<ReturnType<Conversation['ask']>>> {
  const unheard: string[] = [];
  const listening = (async () => {
    for await (const text of readInbox(inbox)) if (!conversation.tell(messagePrompt([text]))) unheard.push(text);
  })();
  let turn = await conversation.ask(task);
  while (turn.ok) {
    // A message that came together with the turn's end is on its way through the inbox.
    await setImmediate();
    if (unheard.length === 0) {
      inbox.close();
      await listening;
    }
    if (unheard.length === 0) break;
    turn = await conversation.ask(messagePrompt(unheard.splice(0)));
  }
  return turn;
}
