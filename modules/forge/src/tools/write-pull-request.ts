import { z } from 'zod';
import { CheckResult } from '@lime/contracts';

const Checks = z.object({ before: z.array(CheckResult), after: z.array(CheckResult) });
type Checks = z.output<typeof Checks>;

/** What a step says of a change. `ticketRef`: `AL-12`; null where the run has no ticket. */
export const Told = z.object({ ticketRef: z.string().nullish(), summary: z.string().nullish(), checks: Checks.nullish() });

/** `siblings`: the pull requests of the same change in other repositories. */
export type ToTell = z.output<typeof Told> & { runUrl: string; costCents: number; siblings?: readonly { folder: string; number: number; url: string }[] };

/** The text of a pull request: what was asked, what was done, how its checks went, what belongs together with it, and what it cost. */
export function writePullRequest({ ticketRef, summary, checks, runUrl, costCents, siblings = [] }: ToTell): string {
  const parts = [
    ...(summary ? [summary.slice(0, 20_000)] : []),
    ...(checks && checks.after.length > 0 ? [`**Checks**\n\n${tableOf(checks)}`] : []),
    ...(siblings.length > 0 ? [`**Belongs together with**\n\n${siblings.map(({ folder, number, url }) => `- [${folder} #${number}](${url})`).join('\n')}`] : []),
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
