import type { Tool } from '@lime/runs';
import type { ForgeDeps } from './forge-deps.ts';
import { mergeTool } from './merge-tool.ts';
import { pushTool } from './push-tool.ts';

/** The tools that change repositories, by the names that workflows call them. */
export function forgeTools(deps: ForgeDeps): [string, Tool][] {
  return [
    ['forge.push', pushTool(deps)],
    ['forge.merge', mergeTool(deps)],
  ];
}
