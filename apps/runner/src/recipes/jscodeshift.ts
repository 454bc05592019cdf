import { z } from 'zod';
import { bundledTool } from './bundled-tools.ts';
import { Paths, RepositoryPath } from './option-paths.ts';
import { defineRecipe } from './recipe.ts';

/** One argument of a command holds at most 128 KiB. */
const MAX_SOURCE_CHARS = 100_000;
const EXTENSIONS = 'js,mjs,cjs,jsx,ts,mts,cts,tsx';

const Options = z
  .strictObject({
    transform: RepositoryPath.optional(),
    source: z.string().min(1).max(MAX_SOURCE_CHARS).optional(),
    parser: z.enum(['babel', 'babylon', 'flow', 'ts', 'tsx']).default('tsx'),
    extensions: z.string().regex(/^\w+(,\w+)*$/).default(EXTENSIONS),
    paths: Paths,
  })
  .refine(({ transform, source }) => (transform === undefined) !== (source === undefined), 'give either transform (a path in the repository) or source (the text of a transform)');

export const jscodeshift = defineRecipe({
  name: 'jscodeshift',
  title: 'Codemod',
  description: 'Runs a jscodeshift transform: a file of the repository, or its source.',
  options: Options,
  plan: ({ transform, source, parser, extensions, paths }) => {
    const words = ['node', bundledTool('jscodeshift', 'bin/jscodeshift.js'), '--fail-on-error', `--parser=${parser}`, `--extensions=${extensions}`, "--ignore-pattern='**/node_modules/**'"];
    // A source is written to the sandbox's own /tmp; it travels as an argument, not as a part of the script.
    const script = source === undefined
      ? `transform=$1; shift; exec ${words.join(' ')} --transform="$transform" "$@"`
      : `printf %s "$1" > /tmp/transform.js; shift; exec ${words.join(' ')} --transform=/tmp/transform.js "$@"`;
    return { needsTools: true, steps: [{ title: 'jscodeshift', argv: ['sh', '-c', script, 'jscodeshift', source ?? `./${transform}`, ...paths] }] };
  },
});
