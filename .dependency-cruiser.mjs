import { globSync, readFileSync } from 'node:fs';

/** The modules, from the lowest tier to the highest: a module may import those of lower tiers alone. */
const tiers = [
  ['audit'],
  ['entities'],
  ['identity', 'vault'],
  ['agents', 'budgets', 'hooks', 'intake'],
  ['runs'],
  ['forge', 'gateway'],
  ['factory', 'ramp', 'studio', 'workforce'],
  ['channels', 'ops'],
];

/** What the programs that live without the database may import of ours. */
const shared = ['client', 'contracts', 'git', 'kernel', 'sandbox', 'scripted-model'];

/** The files that a package's `exports` name: its only doors. */
const doors = globSync('{apps,modules,packages}/*/package.json').flatMap((manifest) =>
  Object.values(JSON.parse(readFileSync(manifest, 'utf8')).exports).map((file) => manifest.replace('package.json', file.replace('./', ''))),
);

const exactly = (paths) => paths.map((path) => `^${path.replaceAll('.', '\\.')}$`);

const ours = '^(apps|modules|packages|bench|scripts)/';
const tests = '\\.test\\.tsx?$|\\.fixture\\.ts$|/testing/|^apps/[^/]+/e2e/';

const tierRules = tiers.flatMap((names, tier) =>
  names.map((name) => {
    const lower = tiers.slice(0, tier).flat();
    return {
      name: `tier-of-${name}`,
      comment: `${name} imports only modules of lower tiers (${lower.join(', ') || 'none'}); it informs higher ones by outbox events.`,
      severity: 'error',
      from: { path: `^modules/${name}/` },
      to: { path: '^modules/', pathNot: `^modules/(${[name, ...lower].join('|')})/` },
    };
  }),
);

export default {
  forbidden: [
    ...tierRules,
    {
      name: 'module-without-tier',
      comment: 'Every module has its place in the tier order: name it in .dependency-cruiser.mjs.',
      severity: 'error',
      from: {},
      to: { path: '^modules/', pathNot: `^modules/(${tiers.flat().join('|')})/` },
    },
    {
      name: 'kernel-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^packages/kernel/' },
      to: { path: ours, pathNot: '^packages/kernel/' },
    },
    {
      name: 'packages-know-no-module',
      comment: 'Imports flow apps → modules → packages.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|modules)/' },
    },
    { name: 'modules-know-no-app', severity: 'error', from: { path: '^modules/' }, to: { path: '^apps/' } },
    {
      name: 'apps-know-no-other-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'far-from-the-database',
      comment: `Web, runner and CLI import of ours only ${shared.join(', ')}; tests in the browser also the GitHub that is played here.`,
      severity: 'error',
      from: { path: '^apps/(web|runner|cli)/' },
      to: { path: '^(modules|packages)/', pathNot: `^packages/(${shared.join('|')})/|^modules/forge/src/testing/` },
    },
    {
      name: 'through-the-door',
      comment: 'Another package is imported by its name, through what its `exports` map offers.',
      severity: 'error',
      from: { path: '^(apps|modules|packages)/([^/]+)/' },
      to: { path: '^(apps|modules|packages)/', pathNot: ['^$1/$2/', ...exactly(doors)] },
    },
    {
      name: 'by-its-name',
      comment: 'A relative path into another package goes round its `exports` map.',
      severity: 'error',
      from: { path: '^(apps|modules|packages)/([^/]+)/' },
      to: { path: '^(apps|modules|packages)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: { pathNot: '^bench/' }, to: { couldNotResolve: true, pathNot: '^bun(:|$)' } },
    {
      name: 'resolvable',
      comment: 'The packages of the bench are installed only by it.',
      severity: 'error',
      from: { path: '^bench/' },
      to: { couldNotResolve: true, path: '^\\.' },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { path: '^(apps|modules|packages)/', pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'runs-anywhere',
      comment: 'The browser has neither node: nor bun.',
      severity: 'error',
      from: { path: '^(apps/web/src|packages/contracts)/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-know-no-other-feature',
      severity: 'error',
      from: { path: '^apps/web/src/features/([^/]+)/' },
      to: { path: '^apps/web/src/features/', pathNot: '^apps/web/src/features/$1/' },
    },
    {
      name: 'web-layers',
      comment: 'app → features → keep → components → lib',
      severity: 'error',
      from: { path: '^apps/web/src/lib/' },
      to: { path: '^apps/web/src/(app|features|keep|components)/' },
    },
    {
      name: 'web-layers',
      comment: 'app → features → keep → components → lib',
      severity: 'error',
      from: { path: '^apps/web/src/components/' },
      to: { path: '^apps/web/src/(app|features|keep)/' },
    },
    {
      name: 'web-layers',
      comment: 'app → features → keep → components → lib',
      severity: 'error',
      from: { path: '^apps/web/src/keep/' },
      to: { path: '^apps/web/src/(app|features)/' },
    },
    {
      name: 'web-layers',
      comment: 'app → features → keep → components → lib',
      severity: 'error',
      from: { path: '^apps/web/src/features/' },
      to: { path: '^apps/web/src/app/' },
    },
  ],
  options: {
    exclude: '/dist/|^samples/',
    doNotFollow: '(^|/)node_modules/',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['bun', 'import', 'node', 'types', 'default'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
};
