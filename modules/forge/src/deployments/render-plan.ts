import type { DeploymentConfig, DeploymentPlan } from '@lime/contracts';

/** What is known when a deployment is rendered. `variables`: the names of the target's variables. */
export type PlanFacts = { deploymentId: bigint; target: { id: bigint; name: string }; repository: string | null; sha: string; ref: string | null; note: string; variables: string[] };

/** Exactly what will be applied. Refs, commits and names hold no letter that means anything to a shell, YAML or JSON. */
export function renderPlan(config: DeploymentConfig, facts: PlanFacts): DeploymentPlan {
  const { deploymentId, target, repository, sha, ref, note } = facts;
  const common = { deploymentId: String(deploymentId), target: { id: String(target.id), name: target.name }, repository, sha, ref, note };
  const secret = config.provider === 'webhook' ? config.secretVar : config.provider === 'ssh' ? config.keyVar : null;
  const variables = facts.variables.filter((name) => name !== secret);
  const filled = (template: string) => fillIn(template, facts);
  switch (config.provider) {
    case 'webhook': {
      const body = { ...config.payload, type: 'deployment', deploymentId: common.deploymentId, target: target.name, repository, sha, ref, note };
      // Its own variables stay here: whoever receives the message has secrets of their own.
      return { ...common, variables: [], provider: 'webhook', url: config.url, secretVar: config.secretVar, repeatable: config.repeatable, timeoutSeconds: config.timeoutSeconds, body };
    }
    case 'ssh': {
      const { host, port, user, keyVar, timeoutSeconds } = config;
      const environment = { LIME_DEPLOYMENT: common.deploymentId, LIME_TARGET: target.name, LIME_SHA: sha, LIME_REF: ref ?? '' };
      return { ...common, variables, provider: 'ssh', host, port, user, hostKey: config.hostKey.split(' ').slice(0, 2).join(' '), keyVar, timeoutSeconds, command: config.command, environment };
    }
    case 'k8s': {
      const context = config.context === null ? '' : ` --context ${config.context}`;
      return { ...common, variables, provider: 'k8s', applies: false, command: `kubectl${context} --namespace ${config.namespace} apply -f -`, manifest: filled(config.manifest).split('\n') };
    }
    case 'ecs': {
      const { region, cluster, service, family, container } = config;
      const definition = { action: 'RegisterTaskDefinition', region, family, containerDefinitions: [{ name: container, image: filled(config.image), essential: true }] };
      return { ...common, variables, provider: 'ecs', applies: false, requests: [definition, { action: 'UpdateService', region, cluster, service, taskDefinition: family }] };
    }
  }
}

function fillIn(template: string, { sha, ref, target }: PlanFacts): string {
  const values: Record<string, string> = { sha, shortSha: sha.slice(0, 12), ref: ref ?? '', target: target.name };
  return template.replace(/\{\{(sha|shortSha|ref|target)\}\}/g, (_, name: string) => values[name] ?? '');
}
