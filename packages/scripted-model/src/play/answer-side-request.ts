import { type Conversation } from '../conversation/conversation.ts';
import { type ReadScript } from '../script/script.ts';
import { type Answer } from './answer.ts';
import { measureUsage } from './count-tokens.ts';
import { findPlace } from './find-step.ts';
import { type SideRequest } from './find-side-request.ts';
import { markPlace } from './place-mark.ts';
import { unhurried } from './play-step.ts';

/** A sensible answer to what is asked beside the work. */
export function answerSideRequest(side: SideRequest, script: ReadScript, conversation: Conversation): Answer {
  const text = say(side, script, conversation);
  return { text, calls: [], usage: measureUsage(undefined, conversation.length, text, []), pace: unhurried };
}

function say(side: SideRequest, script: ReadScript, conversation: Conversation): string {
  if (side === 'probe') return '.';
  if (side === 'title') return script.name ?? 'Scripted work';
  // The step that the summary interrupts is still to be answered: what asks for the summary is left out.
  const place = findPlace(script, { ...conversation, moments: withoutTheRequest(conversation) });
  return `<summary>\nThe work goes on as before. ${place ? markPlace(place) : ''}\n</summary>`;
}

function withoutTheRequest({ moments }: Conversation): Conversation['moments'] {
  return moments.map((moment, at) => (at === moments.length - 1 ? { ...moment, said: '' } : moment));
}
