import { type Conversation, type Moment, emptyMoment } from '../conversation/conversation.ts';

/** What waits for the model's answer. */
export function lastMoment(conversation: Conversation): Moment {
  return conversation.moments.at(-1) ?? emptyMoment;
}
