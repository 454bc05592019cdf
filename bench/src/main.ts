import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiPart } from './api/part.ts';
import { boardPart } from './board/part.ts';
import { startBenchPostgres } from './bench-postgres.ts';
import { eventsPart } from './events/part.ts';
import { gatewayPart } from './gateway/part.ts';
import { hooksPart } from './hooks/part.ts';
import { intakePart } from './intake/part.ts';
import { latencyPart } from './latency/part.ts';
import { memoryPart } from './memory/part.ts';
import { parseOptions, type Options } from './options.ts';
import type { Part } from './part.ts';
import { formatTable } from './print-table.ts';
import { recipePart } from './recipe/part.ts';
import { toJsonRow, type TableRow } from './row.ts';
import { rlsPart } from './rls/part.ts';
import { sessionsPart } from './sessions/part.ts';
import { workflowPart } from './workflow/part.ts';

const PARTS: Part[] = [workflowPart, latencyPart, eventsPart, apiPart, boardPart, intakePart, rlsPart, hooksPart, recipePart, memoryPart, gatewayPart, sessionsPart];

const HELP = `npm run bench -- [options]

  --only NAME,…   only these parts: ${PARTS.map((part) => part.name).join(', ')}
  --json FILE     also write the rows as JSON
  --repeats N     turns of each side (3)
  --seconds S     length of one measurement, about (3)
`;

const parsed = parseOptions(process.argv.slice(2), PARTS.map((part) => part.name));
if (parsed.kind === 'help') {
  process.stdout.write(HELP);
} else if (parsed.kind === 'refused') {
  process.stderr.write(`${parsed.reason}\n\n${HELP}`);
  process.exitCode = 2;
} else {
  await measure(parsed.options);
}
process.exit();

async function measure(options: Options): Promise<void> {
  const tempDir = await mkdtemp(join(tmpdir(), 'lime-bench-'));
  const postgres = await startBenchPostgres(tempDir);
  let cleaning: Promise<void> | null = null;
  const cleanUp = () => (cleaning ??= postgres.stop().finally(() => rm(tempDir, { recursive: true, force: true, maxRetries: 5 })));
  // The sides notice by themselves that the benchmark is gone.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
  const say = (line: string) => void process.stderr.write(`  ${line}\n`);
  try {
    const parts = PARTS.filter((part) => options.only.includes(part.name));
    const rows: TableRow[] = [];
    for (const part of parts) {
      say(`${part.name} …`);
      rows.push(...(await part.run({ postgres, tempDir, say, ...options })));
    }
    const machine = `Postgres ${postgres.version}, ${availableParallelism()} cores, medians of ${options.repeats}; a ratio above 1 means that we are better; where the repeats lie far apart, the machine was too busy for a verdict.`;
    process.stdout.write(`\n${formatTable(rows)}\n\n${[machine, ...parts.flatMap((part) => part.footnotes)].join('\n')}\n`);
    if (options.json !== null) await writeFile(options.json, `${JSON.stringify(rows.map(toJsonRow), null, 2)}\n`);
  } finally {
    await cleanUp();
  }
}
