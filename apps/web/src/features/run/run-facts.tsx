import type { RunDetail } from '@lime/contracts';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { TimeAgo } from '../../components/time-ago.tsx';
import { money } from '../../lib/money.ts';

/** What a run's input says about its work, as far as it does. */
const Work = z.object({
  mode: z.string().optional().catch(undefined),
  repository: z.object({ url: z.string(), ref: z.string().nullish() }).optional().catch(undefined),
  recipe: z.object({ name: z.string() }).optional().catch(undefined),
});

export function RunFacts({ detail }: { detail: RunDetail }) {
  const { run } = detail;
  const work = Work.parse(detail.input);
  return (
    <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-2 gap-y-1.5 text-[13px]">
      {work.repository ? (
        <Fact name="Repository">
          <span className="font-mono text-xs [overflow-wrap:anywhere]">{work.repository.url}</span>
        </Fact>
      ) : null}
      {work.repository?.ref ? (
        <Fact name="Ref">
          <span className="font-mono text-xs [overflow-wrap:anywhere]">{work.repository.ref}</span>
        </Fact>
      ) : null}
      {work.recipe ? <Fact name="Recipe">{work.recipe.name}</Fact> : null}
      {work.mode ? <Fact name="Mode">{work.mode}</Fact> : null}
      <Fact name="Cost">
        {money(run.costCents)}
        {run.reservedCents > 0 ? <span className="text-faint"> · {money(run.reservedCents)} reserved</span> : null}
      </Fact>
      <Fact name="Workflow">{run.workflow}</Fact>
      <Fact name="Started by">{run.createdBy}</Fact>
      <Fact name="Created">
        <TimeAgo at={run.createdAt} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
