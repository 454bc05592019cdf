import type { Tool } from '@lime/runs';
import { askHooksTool } from './ask-hooks-tool.ts';
import type { DeployDeps } from './deploy-deps.ts';
import { deployTool } from './deploy-tool.ts';
import { renderDeploymentTool } from './render-deployment-tool.ts';

/** The tools that deploy, by the names that workflows call them. */
export function deploymentTools(deps: DeployDeps): [string, Tool][] {
  return [
    ['forge.render_deployment', renderDeploymentTool(deps)],
    ['forge.ask_before_deploy', askHooksTool(deps)],
    ['forge.deploy', deployTool(deps)],
  ];
}
