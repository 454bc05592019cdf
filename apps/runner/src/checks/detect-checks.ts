import { findPackageManager, type PackageManager } from '../setup/package-manager.ts';
import { readPackage } from '../setup/read-package.ts';
import type { RepositoryView } from '../setup/repository-view.ts';

/** Scripts of package.json that check and change nothing, by their usual names. */
const CHECK_SCRIPTS = ['test', 'lint', 'typecheck', 'type-check', 'check-types'];
const NPM_DEFAULT_TEST = /no test specified/;
const RUN_SCRIPT: Readonly<Record<PackageManager, string>> = { npm: 'npm run --silent', pnpm: 'pnpm run --silent', yarn: 'yarn run', 'yarn-classic': 'yarn run --silent', bun: 'bun run --silent' };
const PYTEST = 'if [ -x .venv/bin/python ]; then .venv/bin/python -m pytest -q; else python3 -m pytest -q; fi';

/** The repository's own checks as shell commands; empty when none are found. */
export async function detectChecks(repository: RepositoryView): Promise<string[]> {
  const detected = await Promise.all([
    scriptChecks(repository),
    usesPytest(repository).then((uses) => (uses ? [PYTEST] : [])),
    repository.hasFile('go.mod').then((has) => (has ? ['go test ./...'] : [])),
    repository.hasFile('Cargo.toml').then((has) => (has ? ['cargo test --offline --quiet'] : [])),
  ]);
  const checks = detected.flat();
  return checks.length > 0 ? checks : makefileCheck(repository);
}

async function scriptChecks(repository: RepositoryView): Promise<string[]> {
  const [manifest, project] = await Promise.all([readPackage(repository), findPackageManager(repository)]);
  if (manifest === null || project === null) return [];
  const scripts = CHECK_SCRIPTS.filter((name) => manifest.scripts[name] !== undefined && !NPM_DEFAULT_TEST.test(manifest.scripts[name]));
  return scripts.map((name) => `${RUN_SCRIPT[project.manager]} ${name}`);
}

const PYTEST_SIGNS: readonly (readonly [file: string, sign: RegExp])[] = [
  ['pytest.ini', /(?:)/],
  ['conftest.py', /(?:)/],
  ['tests/conftest.py', /(?:)/],
  ['pyproject.toml', /\bpytest\b/],
  ['setup.cfg', /\[tool:pytest\]/],
  ['tox.ini', /\bpytest\b/],
  ['requirements.txt', /^pytest\b/m],
  ['requirements-dev.txt', /^pytest\b/m],
];

async function usesPytest(repository: RepositoryView): Promise<boolean> {
  const signs = await Promise.all(PYTEST_SIGNS.map(async ([file, sign]) => sign.test((await repository.readText(file)) ?? '\0') && (await repository.hasFile(file))));
  return signs.includes(true);
}

async function makefileCheck(repository: RepositoryView): Promise<string[]> {
  const makefile = (await repository.readText('Makefile')) ?? (await repository.readText('makefile')) ?? '';
  return ['test', 'check'].filter((target) => new RegExp(`^${target}\\s*:(?!=)`, 'm').test(makefile)).slice(0, 1).map((target) => `make ${target}`);
}
