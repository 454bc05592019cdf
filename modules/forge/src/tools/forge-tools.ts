import type { Tool } from '@lime/runs';
import { runPipelineTool } from '../pipelines/run-pipeline-tool.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { inEachRepository } from './in-each-repository.ts';
import { linkSiblings } from './link-siblings.ts';
import { mergePullRequestTool } from './merge-pull-request-tool.ts';
import { mergeTool } from './merge-tool.ts';
import { openPullRequestTool } from './open-pull-request-tool.ts';
import { pushTool } from './push-tool.ts';

/** The tools that change repositories and start their pipelines, by the names that workflows call them. */
export function forgeTools(deps: ForgeDeps): [string, Tool][] {
  return [
    ['forge.push', inEachRepository(deps, pushTool(deps))],
    ['forge.merge', inEachRepository(deps, mergeTool(deps))],
    ['forge.open_pull_request', linkSiblings(deps, inEachRepository(deps, openPullRequestTool(deps)))],
    ['forge.merge_pull_request', mergePullRequestTool(deps)],
    ['forge.run_pipeline', runPipelineTool(deps)],
  ];
}
