import { planJavaScriptSetup } from './plan-javascript-setup.ts';
import { planPythonSetup } from './plan-python-setup.ts';
import type { RepositoryView } from './repository-view.ts';
import type { SetupPlan } from './setup-plan.ts';

const ALL_INPUTS = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb', 'requirements.txt', 'uv.lock', 'poetry.lock', 'pyproject.toml'];
const ALL_TOOLS = ['node', 'npm', 'pnpm', 'yarn', 'bun', 'python3', 'uv', 'poetry'];

/**
 * How a repository is set up: by the command that the project gives (an empty one means not at all),
 * else by what its files say. Null when there is nothing to do.
 */
export async function planSetup(repository: RepositoryView, given: string | null): Promise<SetupPlan | null> {
  if (given?.trim() === '') return null;
  const [javascript, python] = await Promise.all([planJavaScriptSetup(repository), planPythonSetup(repository)]);
  const detected = combine([javascript, python].filter((plan) => plan !== null));
  if (given === null || given.trim() === detected?.command) return detected;
  return { command: given, inputs: ALL_INPUTS, dependsOnSource: true, tools: ALL_TOOLS };
}

function combine(plans: readonly SetupPlan[]): SetupPlan | null {
  if (plans.length === 0) return null;
  return {
    command: plans.map(({ command }) => command).join(' && '),
    inputs: plans.flatMap(({ inputs }) => inputs),
    dependsOnSource: plans.some(({ dependsOnSource }) => dependsOnSource),
    tools: [...new Set(plans.flatMap(({ tools }) => tools))],
  };
}
