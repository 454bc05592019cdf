import { readdir } from 'node:fs/promises';
import { WorkflowSpec } from '@lime/contracts';
import { chainWorkflows } from '@lime/factory';

const dir = new URL('../../../../workflows/', import.meta.url);

/** The built-in workflows by key, and those that are made of them. A file that is not a valid workflow is a bug, and throws. */
export async function loadWorkflows(): Promise<Map<string, WorkflowSpec>> {
  const workflows = new Map<string, WorkflowSpec>();
  for (const name of (await readdir(dir)).filter((file) => file.endsWith('.json'))) {
    const spec = WorkflowSpec.parse(await Bun.file(new URL(name, dir)).json());
    workflows.set(spec.key, spec);
  }
  const change = workflows.get('factory.change.v1');
  for (const chain of change ? chainWorkflows(change) : []) workflows.set(chain.key, chain);
  return workflows;
}
