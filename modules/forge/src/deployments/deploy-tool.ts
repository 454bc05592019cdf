import { z } from 'zod';
import { type CheckEnv, DeploymentPlan, Id, Sha256 } from '@lime/contracts';
import { createValueMask } from '@lime/kernel';
import { type EffectPlan, readApprovedContent, type Tool, type ToolCall, type ToolOutcome } from '@lime/runs';
import { openScopeEnv } from '@lime/vault';
import { findByRun, readTarget } from '../sql/deployments.ts';
import { endWithout, failed, invalidInput } from '../tools/failures.ts';
import type { DeployDeps } from './deploy-deps.ts';
import { sshEffect } from './providers/ssh-effect.ts';
import { webhookEffect } from './providers/webhook-effect.ts';
import { type Output, tellOutput } from './tell-output.ts';

const Input = z.object({ artifactId: Id, sha256: Sha256 });

/**
 * Applies what people have approved, byte for byte, once. A target whose plan is only rendered gets no effect: what is
 * in the artifact is for somebody else to apply.
 */
export function deployTool(deps: DeployDeps): Tool {
  return async (call) => {
    const input = Input.safeParse(call.input);
    if (!input.success) return invalidInput(input.error);
    const approved = await readApprovedContent({ db: deps.forge.db, blobs: deps.blobs }, call.tenantId, call.runId, input.data);
    if (approved.kind === 'refused') return failed(approved.error, false);
    const plan = DeploymentPlan.parse(JSON.parse(new TextDecoder().decode(approved.bytes)));
    const found = await readNow(deps, call);
    if (!found || String(found.deployment.id) !== plan.deploymentId || !found.target) return failed({ code: 'target_missing', message: 'The deployment target is not there any more.' }, false);
    if (!found.target.enabled) return failed({ code: 'target_disabled', message: `The deployment target ${found.target.name} is disabled.` }, false);
    if (plan.provider === 'k8s' || plan.provider === 'ecs') return { kind: 'done', output: { status: 'rendered', sha: plan.sha } };
    if (found.env.problem !== null) return failed({ code: 'env_unavailable', message: found.env.problem }, false);
    return perform(deps, call, plan, { key: `deploy:${plan.deploymentId}:${input.data.sha256}`, env: found.env });
  };
}

function readNow({ forge: { db, keyring } }: DeployDeps, { tenantId, runId }: ToolCall) {
  return db.read(tenantId, async (tx) => {
    const deployment = await findByRun(tx, runId);
    const target = deployment && (await readTarget(tx, deployment.target_id));
    return deployment && { deployment, target, env: await openScopeEnv(tx, keyring, { type: 'deployment_target', id: deployment.target_id ?? 0n }) };
  });
}

type Applied = Extract<DeploymentPlan, { provider: 'webhook' | 'ssh' }>;

async function perform(deps: DeployDeps, call: ToolCall, plan: Applied, { key, env }: { key: string; env: CheckEnv }): Promise<ToolOutcome> {
  const values = new Map(env.vars.map((one) => [one.key, one.value]));
  const secretVar = plan.provider === 'webhook' ? plan.secretVar : plan.keyVar;
  const secret = values.get(secretVar);
  if (secret === undefined) return failed({ code: 'secret_missing', message: `The target has no variable ${secretVar}. Set it: lime env set target:${plan.target.id} ${secretVar}` }, false);
  values.delete(secretVar);
  // What opens the machine is hidden however it was set.
  const mask = createValueMask([secret, ...env.vars.filter(({ isSecret }) => isSecret).map(({ value }) => value)]);
  const output = tellOutput(deps, call, mask);
  const effect: EffectPlan = plan.provider === 'webhook' ? webhookEffect(deps, call, plan, { key, secret, output, hide: mask.mask }) : sshEffect(deps, call, plan, { key, secret, values, output, hide: mask.mask });
  const outcome = await performed(call, effect, output);
  if (outcome.kind !== 'applied') return endWithout(outcome);
  return { kind: 'done', output: { status: 'succeeded', sha: plan.sha } };
}

/** All that was said is told before the step goes on, also where the run has been given to another worker. */
async function performed(call: ToolCall, effect: EffectPlan, output: Output): ReturnType<ToolCall['perform']> {
  try {
    return await call.perform(effect);
  } finally {
    await output.end();
  }
}
