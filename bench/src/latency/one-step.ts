import { WorkflowSpec } from '@lime/contracts';
import type { Tool } from '@lime/runs';

/** The workflow whose first step is timed. */
export const ONE_STEP = WorkflowSpec.parse({
  key: 'bench.one', title: 'One step',
  steps: [{ id: 'step', kind: 'tool', tool: 'bench.mark', with: { number: '$input.number' } }],
});

/** The step's body; its first line tells that it runs. */
export function markTool(mark: (number: number) => void): ReadonlyMap<string, Tool> {
  const tool: Tool = async (call) => {
    mark(Number(call.input['number']));
    return { kind: 'done', output: null };
  };
  return new Map([['bench.mark', tool]]);
}
