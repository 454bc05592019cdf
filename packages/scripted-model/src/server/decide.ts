import { type Conversation } from '../conversation/conversation.ts';
import { type Answer } from '../play/answer.ts';
import { answerSideRequest } from '../play/answer-side-request.ts';
import { findSideRequest } from '../play/find-side-request.ts';
import { findStep } from '../play/find-step.ts';
import { playStep } from '../play/play-step.ts';
import { type SufferFault } from '../faults/count-faults.ts';
import { type Fault } from '../script/fault.ts';
import { type ReadScript } from '../script/script.ts';
import { type SeenRequest } from './seen-request.ts';

type Decision = { answeredBy: SeenRequest['answeredBy'] } & ({ kind: 'answer'; answer: Answer; fault: Fault | null } | { kind: 'refused'; status: number; why: string });

/** What to answer in a conversation: beside the work, from the script, or that the script has nothing. */
export function decide(script: ReadScript, conversation: Conversation, sufferFault: SufferFault): Decision {
  if (script.models && !script.models.includes(conversation.model)) {
    return { kind: 'refused', status: 404, why: `there is no model "${conversation.model}" in the script`, answeredBy: { kind: 'error' } };
  }
  const side = findSideRequest(conversation);
  if (side) return { kind: 'answer', answer: answerSideRequest(side, script, conversation), fault: null, answeredBy: { kind: side } };
  const found = findStep(script, conversation);
  if (found.kind === 'none') return { kind: 'refused', status: 400, why: `scripted model: ${found.why}`, answeredBy: { kind: 'error' } };
  const answer = playStep(found.step, script, conversation);
  const fault = sufferFault(found, conversation);
  if (found.kind === 'otherwise') return { kind: 'answer', answer, fault, answeredBy: { kind: 'otherwise' } };
  const rule = found.rule.name ?? `rule ${found.place.rule + 1}`;
  return { kind: 'answer', answer, fault, answeredBy: { kind: 'step', rule, step: found.place.done + 1 } };
}
