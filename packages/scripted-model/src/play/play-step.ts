import { type Conversation } from '../conversation/conversation.ts';
import { type Pace, type ReadScript, type Step } from '../script/script.ts';
import { type Answer } from './answer.ts';
import { measureUsage } from './count-tokens.ts';
import { findFolder } from './find-folder.ts';
import { mapTool } from './map-tool.ts';
import { misuse } from './misuse.ts';

export const unhurried: Pace = { chunk: 40, every: 0 };

/** The answer that a step of the script is in this conversation. */
export function playStep(step: Step, script: ReadScript, conversation: Conversation): Answer {
  const folder = findFolder(script.cwd, conversation);
  const uses = step.use === undefined ? [] : [step.use].flat();
  const calls = misuse(step.wrongTool, uses.map((use) => mapTool(use, conversation, folder)));
  const text = `${step.say ?? ''}${fill(step.huge ?? 0)}`;
  return { text, calls, usage: measureUsage(step.usage, conversation.length, text, calls), pace: step.pace ?? script.pace ?? unhurried };
}

function fill(length: number): string {
  const line = 'The same line comes again and again. ';
  return line.repeat(Math.ceil(length / line.length)).slice(0, length);
}
