import { type Conversation, type Moment } from '../conversation/conversation.ts';
import { fits } from '../script/pattern.ts';
import { type ReadScript, type Rule, type Step } from '../script/script.ts';
import { lastMoment } from './last-moment.ts';
import { afterMark, type Place, readPlace } from './place-mark.ts';

export type FoundStep = { kind: 'step'; step: Step; rule: Rule; place: Place } | { kind: 'otherwise'; step: Step } | { kind: 'none'; why: string };

/**
 * Finds what the script answers now. It plays the conversation again from its start, so that nothing is remembered
 * between requests: a repeated request gets the same answer, a resumed session goes on where it was.
 */
export function findStep(script: ReadScript, conversation: Conversation): FoundStep {
  const place = findPlace(script, conversation);
  const rule = place && script.rules[place.rule];
  const step = rule?.steps[place?.done ?? 0];
  if (place && rule && step) return { kind: 'step', step, rule, place };
  if (script.otherwise) return { kind: 'otherwise', step: script.otherwise };
  if (rule) return { kind: 'none', why: `the rule "${rule.name ?? place?.rule}" has only ${rule.steps.length} steps, and this would be the next one` };
  return { kind: 'none', why: `no rule of the script fits what was asked: "${lastMoment(conversation).said.slice(0, 200)}"` };
}

/** The place in the script at the conversation's last moment. */
export function findPlace(script: ReadScript, conversation: Conversation): Place | null {
  let place: Place | null = null;
  let prompt = '';
  for (const [at, { said, results, all }] of conversation.moments.entries()) {
    if (at > 0 && place) place = advance(script, place);
    place = readPlace(said) ?? place;
    const moment = { said: afterMark(said), results, all };
    prompt = moment.said || prompt;
    place = arrive(script, { conversation, moment, prompt, turn: at + 1 }, place);
  }
  return place;
}

function advance(script: ReadScript, place: Place): Place {
  const { loop = 1 } = script.rules[place.rule]?.steps[place.done] ?? {};
  const isRepeated = loop === true || place.repeated + 1 < loop;
  return isRepeated ? { ...place, repeated: place.repeated + 1 } : { ...place, done: place.done + 1, repeated: 0 };
}

type View = { conversation: Conversation; moment: Moment; prompt: string; turn: number };

/** A rule that fits what just arrived takes over; else the one at work goes on, to its end. */
function arrive(script: ReadScript, view: View, place: Place | null): Place | null {
  const steps = place ? script.rules[place.rule]?.steps.length ?? 0 : 0;
  const current = place && place.done < steps ? place : null;
  const next = script.rules.findIndex((rule, at) => at !== current?.rule && isAbout(rule, view, current !== null) && isMet(rule, view));
  return next === -1 ? place : { rule: next, done: 0, repeated: 0 };
}

/** A rule in the middle of its steps is left only for one that speaks of what is new in this moment. */
function isAbout(rule: Rule, view: View, isBusy: boolean): boolean {
  const { prompt, toolResult, turn } = rule.when;
  if (toolResult !== undefined) return view.moment.results.length > 0;
  if (prompt !== undefined) return view.moment.said !== '';
  return turn !== undefined || !isBusy;
}

function isMet({ when }: Rule, { conversation, moment, prompt, turn }: View): boolean {
  return (
    (when.prompt === undefined || fits(when.prompt, prompt)) &&
    (when.toolResult === undefined || moment.results.some((result) => fits(when.toolResult ?? '', result))) &&
    (when.system === undefined || fits(when.system, conversation.system)) &&
    (when.model === undefined || fits(when.model, conversation.model)) &&
    (when.turn === undefined || when.turn === turn)
  );
}
