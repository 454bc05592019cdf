import { readPages } from '@lime/client';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DiffMetadata } from '@lime/contracts';
import { CliError, exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { describeSecrets } from '../follow/describe-secrets.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';

export const command = defineCommand({
  usage: 'diff RUN',
  about: `Prints the change that a run proposes; of a deployment, what it would apply. On a terminal it is coloured and made safe to show; into a
file or pipe it is the exact patch, which "git apply" takes.`,
  positionals: [{ name: 'run', required: true }],
  options: {},
  examples: ['lime diff 12', 'lime diff 12 | git apply'],
  run: async (context, { positionals }) => {
    const runId = positionals[0] ?? '';
    const artifacts = await readPages((cursor) => context.client().listArtifacts({ id: runId, query: { cursor } }));
    const diff = artifacts.findLast((artifact) => artifact.kind === 'diff') ?? artifacts.findLast((artifact) => artifact.kind === 'broken_diff' || artifact.kind === 'refused_diff' || artifact.kind === 'partial_diff' || artifact.kind === 'deployment');
    if (diff?.kind === 'broken_diff') context.note('This change did not pass its checks and cannot be approved.\n');
    if (diff?.kind === 'refused_diff') context.note('This change touches files that the run may not change, and cannot be approved.\n');
    if (diff?.kind === 'partial_diff') context.note(`This is what was done when the run was stopped; it cannot be approved. Go on with it: npx lime message ${runId} "go on"\n`);
    if (!diff) throw new CliError({ message: `run ${runId} has no diff`, hint: `"lime why ${runId}" says where it stands.`, code: 'no_diff' });
    const { secrets } = DiffMetadata.safeParse(diff.metadata).data ?? { secrets: null };
    if (secrets) context.note(describeSecrets(secrets.findings, runId, context.paint));
    const content = await context.client().readArtifact({ id: diff.id });
    if (context.json) writeJson(context, { ...diff, patch: await content.text() });
    else if (context.isTerminal) for (const line of (await content.text()).split(/(?<=\n)/)) context.write(colourLine(line, context.paint));
    else await pipeline(Readable.fromWeb(content.body ?? new Blob().stream()), process.stdout, { end: false });
    return exitCodes.ok;
  },
});

function colourLine(raw: string, paint: Paint): string {
  const line = `${printable(raw.replace(/\r?\n$/, ''))}\n`;
  if (/^(diff --git |\+\+\+ |--- |index |new file |deleted file |rename |similarity )/.test(line)) return paint.bold(line);
  if (line.startsWith('@@')) return paint.cyan(line);
  if (line.startsWith('+')) return paint.green(line);
  return line.startsWith('-') ? paint.red(line) : line;
}
