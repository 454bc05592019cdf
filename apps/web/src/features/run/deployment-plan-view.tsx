import { type ArtifactView, DeploymentPlan } from '@lime/contracts';
import type { ReactNode } from 'react';
import { ArtifactContent } from './artifact-content.tsx';

/** Exactly what a deployment would do, for whoever is asked to approve it. */
export function DeploymentPlanView({ artifact }: { artifact: ArtifactView }) {
  return (
    <ArtifactContent artifact={artifact} schema={DeploymentPlan}>
      {(plan) => (
        <div className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4 sm:p-5">
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
            <Fact name="To">{plan.target.name}</Fact>
            <Fact name="What">
              {plan.repository} <code className="font-mono text-[13px]">{[plan.ref, plan.sha.slice(0, 12)].filter(Boolean).join(' at ')}</code>
            </Fact>
            {plan.note === '' ? null : <Fact name="Note">{plan.note}</Fact>}
            {factsOf(plan).map(([name, value]) => (
              <Fact key={name} name={name}>
                <span className="font-mono text-[13px] [overflow-wrap:anywhere]">{value}</span>
              </Fact>
            ))}
            {plan.variables.length === 0 ? null : <Fact name="With the variables">{plan.variables.join(', ')}</Fact>}
          </dl>
          {plan.provider === 'k8s' || plan.provider === 'ecs' ? <p className="rounded-xl bg-warn-soft px-3.5 py-2.5 text-[13px]">Nothing is applied from here: once it is approved, this is shown for somebody to apply.</p> : null}
          <pre tabIndex={0} aria-label="What it does" className="overflow-auto rounded-lg bg-sunken px-3.5 py-3 font-mono text-[13px] whitespace-pre-wrap [overflow-wrap:anywhere]">
            {textOf(plan)}
          </pre>
        </div>
      )}
    </ArtifactContent>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function factsOf(plan: DeploymentPlan): [string, string][] {
  switch (plan.provider) {
    case 'webhook':
      return [['Posted to', plan.url], ['Signed with', plan.secretVar], ['May be sent again', plan.repeatable ? 'yes' : 'no']];
    case 'ssh':
      return [['On', `${plan.user}@${plan.host}:${plan.port}`], ['Known by', plan.hostKey], ['Key', plan.keyVar], ['Stopped after', `${plan.timeoutSeconds} s`]];
    case 'k8s':
      return [['By', plan.command]];
    case 'ecs':
      return [];
  }
}

function textOf(plan: DeploymentPlan): string {
  switch (plan.provider) {
    case 'webhook':
      return JSON.stringify(plan.body, null, 2);
    case 'ssh':
      return [...Object.entries(plan.environment).map(([name, value]) => `${name}=${value}`), plan.command].join('\n');
    case 'k8s':
      return plan.manifest.join('\n');
    case 'ecs':
      return JSON.stringify(plan.requests, null, 2);
  }
}
