import { type Conversation } from '../conversation/conversation.ts';
import { lastMoment } from './last-moment.ts';

/** What agents' programs ask a model beside the work itself. */
export type SideRequest = 'probe' | 'title' | 'summary';

const summaryAsked = /Your task is to create a detailed summary of|performing a CONTEXT CHECKPOINT COMPACTION|tasked with summarizing conversations/;
const titleAsked = /Generate a (concise|short)[^\n]*title/i;

/** Whether a request is one beside the work, which no step of a script answers. */
export function findSideRequest(conversation: Conversation): SideRequest | null {
  const { said } = lastMoment(conversation);
  if (conversation.maxOutput === 1) return 'probe';
  if (summaryAsked.test(said) || summaryAsked.test(conversation.system)) return 'summary';
  if (conversation.tools.length === 0 && (titleAsked.test(conversation.system) || titleAsked.test(said))) return 'title';
  return null;
}
