import { createHash } from 'node:crypto';
import { type Conversation } from '../conversation/conversation.ts';
import { type FoundStep } from '../play/find-step.ts';
import { type Fault } from '../script/fault.ts';

type Found = Exclude<FoundStep, { kind: 'none' }>;

/** The fault that this request gets, if one is left for it. */
export type SufferFault = (found: Found, conversation: Conversation) => Fault | null;

/**
 * Counts the faults that each conversation has had: healing after some requests is the one thing that a request
 * cannot tell by itself. A rule's fault comes before that of its step.
 */
export function countFaults(): SufferFault {
  const had = new Map<string, number>();
  const isLeft = (fault: Fault, key: string) => {
    const before = had.get(key) ?? 0;
    if (fault.times !== 'always' && before >= fault.times) return false;
    had.set(key, before + 1);
    return true;
  };
  return (found, conversation) => {
    const place = found.kind === 'step' ? found.place : null;
    const key = `${identify(conversation)} ${place?.rule ?? 'otherwise'}`;
    if (found.kind === 'step' && found.rule.fault && isLeft(found.rule.fault, key)) return found.rule.fault;
    return found.step.fault && isLeft(found.step.fault, `${key} ${place?.done ?? 0}`) ? found.step.fault : null;
  };
}

function identify({ protocol, session, moments }: Conversation): string {
  return createHash('sha256').update(JSON.stringify([protocol, session, moments[0]?.said])).digest('base64');
}
