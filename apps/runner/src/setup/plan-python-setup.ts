import type { RepositoryView } from './repository-view.ts';
import type { SetupPlan } from './setup-plan.ts';

const REQUIREMENT_FILES = ['requirements.txt', 'requirements-dev.txt', 'dev-requirements.txt', 'requirements-test.txt'];
/** A requirement that is the repository itself, a path in it, or another file of it. Options other than hashes may name one. */
const LOCAL_REQUIREMENT = /^\s*(?:-(?!-hash\b)|[^#\s]*[\\/]|\.)|file:/m;

/** How a Python repository is set up: by uv's or Poetry's lock file, else by its requirement files; null when it has none. */
export async function planPythonSetup(repository: RepositoryView): Promise<SetupPlan | null> {
  if (await repository.hasFile('uv.lock')) {
    return { command: 'uv sync --frozen', inputs: ['uv.lock', 'pyproject.toml'], dependsOnSource: true, tools: ['python3', 'uv'] };
  }
  if (await repository.hasFile('poetry.lock')) {
    return { command: 'poetry install --no-interaction', inputs: ['poetry.lock', 'pyproject.toml'], dependsOnSource: true, tools: ['python3', 'poetry'] };
  }
  const found = await Promise.all(REQUIREMENT_FILES.map(async (file) => ({ file, text: await repository.readText(file) })));
  const files = found.filter(({ text }) => text !== null);
  if (files.length === 0) return null;
  return {
    command: `python3 -m venv .venv && .venv/bin/python -m pip install ${files.map(({ file }) => `-r ${file}`).join(' ')}`,
    inputs: files.map(({ file }) => file),
    dependsOnSource: files.some(({ text }) => text !== null && LOCAL_REQUIREMENT.test(text)),
    tools: ['python3'],
  };
}
