import type { z } from 'zod';
import type { CheckResult } from '@lime/contracts';

type Checks = { before: z.infer<typeof CheckResult>[]; after: z.infer<typeof CheckResult>[] };

export type ToTell = { ticketRef?: string | null | undefined; summary?: string | null | undefined; checks?: Checks | null | undefined; runUrl: string; costCents: number };

/** The text of a pull request: what was asked, what was done, how its checks went, and what it cost. */
export function writePullRequest({ ticketRef, summary, checks, runUrl, costCents }: ToTell): string {
  const parts = [
    ...(summary ? [summary.slice(0, 20_000)] : []),
    ...(checks && checks.after.length > 0 ? [`**Checks**\n\n${tableOf(checks)}`] : []),
    [...(ticketRef ? [`Ticket ${ticketRef}`] : []), `[run of Assembly Lime](${runUrl})`, ...(costCents > 0 ? [`cost $${(costCents / 100).toFixed(2)}`] : [])].join(' · '),
  ];
  return `${parts.join('\n\n')}\n`;
}

function tableOf({ before, after }: Checks): string {
  const rows = after.map((check) => {
    const earlier = before.find(({ command }) => command === check.command);
    return `| \`${check.command.replace(/[`|\s]+/g, ' ').slice(0, 200)}\` | ${earlier ? words(earlier.outcome) : 'not run'} | ${words(check.outcome)} |`;
  });
  return ['| Check | before | after |', '|---|---|---|', ...rows].join('\n');
}

function words(outcome: string): string {
  return outcome.replaceAll('_', ' ');
}
