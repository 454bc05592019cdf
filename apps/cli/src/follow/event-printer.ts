import type { RunEvent, RunEventBody } from '@lime/contracts';
import type { Context } from '../context.ts';
import { formatMicros, formatDuration, formatSize } from '../terminal/format.ts';
import { plural } from '../terminal/plural.ts';
import { printable, printableLine } from '../terminal/printable.ts';

export type EventPrinter = (event: RunEvent) => void;

/** Prints a run's transcript for people: what is said, what runs, and its output indented below it. */
export function createEventPrinter({ write, paint }: Pick<Context, 'write' | 'paint'>): EventPrinter {
  /** Output comes in pieces that need not end with their line. */
  let atLineStart = true;
  let said = '';

  const line = (text: string) => {
    write(`${atLineStart ? '' : '\n'}${text}\n`);
    atLineStart = true;
  };
  const output = (text: string) => {
    const shown = printable(text);
    if (shown === '') return;
    const indented = shown.replace(/\n(?=.)/gs, '\n    ');
    write(paint.dim(atLineStart ? `    ${indented}` : indented));
    atLineStart = shown.endsWith('\n');
  };
  const block = (mark: string, text: string) => line(`${mark} ${printable(text).trimEnd().replaceAll('\n', '\n  ')}`);

  return ({ body }) => {
    const isFailure = body.type === 'error' || (body.type === 'status' && body.status === 'failed');
    if (isFailure && repeats(said, body.text)) return;
    said = isFailure ? body.text : '';
    if (body.type === 'log' || (body.type === 'tool' && body.phase === 'output')) output(body.text);
    else if (body.type === 'tool') line(toolLine(body, paint));
    else if (body.type === 'message') block(body.role === 'assistant' ? paint.cyan('◆') : paint.dim('◇'), body.text);
    else if (body.type === 'user_message') block(paint.yellow('»'), `${body.from}: ${body.text}`);
    else if (body.type === 'error') block(paint.red('✘'), `${body.text} (${body.code})`);
    else line(paint.dim(`· ${quietLine(body)}`));
  };
}

/** An effect that fails takes its step with it, and the step its run: all say why, in the same words. */
function repeats(said: string, text: string): boolean {
  return said !== '' && (said.endsWith(text) || text.endsWith(said));
}

type Body<T extends RunEventBody['type']> = Extract<RunEventBody, { type: T }>;

function toolLine(body: Body<'tool'>, paint: Context['paint']): string {
  const what = printableLine(body.text);
  if (body.phase === 'start') return `${paint.bold('▶')} ${paint.bold(printableLine(body.name, 60))}  ${what}`;
  const took = body.durationMs === undefined ? '' : paint.dim(`  ${formatDuration(body.durationMs)}`);
  // What is no command has no exit code; then words at its end say what was wrong.
  const failed = body.exitCode == null ? what !== '' : body.exitCode !== 0;
  const mark = what === 'still running' ? paint.dim('…') : failed ? paint.red('✘') : paint.green('✔');
  return `${mark} ${printableLine(body.name, 60)}${what ? `  ${what}` : ''}${took}`;
}

function quietLine(body: Exclude<RunEventBody, Body<'log' | 'tool' | 'message' | 'user_message' | 'error'>>): string {
  if (body.type === 'diff') return `${plural(body.filesChanged, 'file')} changed, +${body.insertions} −${body.deletions}`;
  if (body.type === 'artifact') return `artifact ${printableLine(body.kind)}: ${printableLine(body.name)}, ${formatSize(body.size)}`;
  if (body.type === 'usage') return `${printableLine(body.model)}: ${body.inputTokens} tokens in, ${body.outputTokens} out, ${formatMicros(body.costMicros)}`;
  if (body.type === 'egress') return `${body.outcome} ${printableLine(body.destination)}${body.reason ? `: ${printableLine(body.reason)}` : ''}${body.times > 1 ? ` (${body.times} times)` : ''}`;
  return printableLine(body.text, 300);
}
