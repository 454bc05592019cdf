import { CliError, exitCodes, usageError } from './cli-error.ts';
import { commands, type Entry } from './commands/index.ts';
import { createContext } from './context.ts';
import { commandHelp, programHelp } from './help.ts';
import { nearest } from './nearest.ts';
import packageJson from '../package.json' with { type: 'json' };

/** A reader that has seen enough (`lime runs | head`) is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed));

const { flags, words } = splitGlobalFlags(process.argv.slice(2));
const context = createContext({ json: flags.has('--json') });
process.exitCode = await dispatch().catch(reportError);

async function dispatch(): Promise<number> {
  const [first, ...rest] = words;
  if (flags.has('--version')) {
    context.write(`${packageJson.version}\n`);
    return exitCodes.ok;
  }
  const name = first === 'help' ? rest[0] : first;
  if (name === undefined) {
    context.write(programHelp(context.paint, await entityEntries()));
    return first === 'help' || flags.has('--help') ? exitCodes.ok : exitCodes.usage;
  }
  const entry = commands.find((candidate) => candidate.name === name) ?? (await findEntity(name));
  const { command } = await entry.load();
  if (first !== 'help' && !flags.has('--help')) return command.execute(context, rest);
  context.write(commandHelp(entry.name, entry.summary, command, context.paint));
  return exitCodes.ok;
}

/** Loaded when they are asked for: they bring the whole contract with them. */
async function entityEntries(): Promise<Entry[]> {
  return (await import('./commands/entity.ts')).entityCommands;
}

async function findEntity(name: string): Promise<Entry> {
  const entries = await entityEntries();
  return entries.find((candidate) => candidate.name === name) ?? refuseUnknown(name, [...commands, ...entries]);
}

/** Takes out what every command understands; after `--` everything is text. */
function splitGlobalFlags(args: string[]): { flags: Set<string>; words: string[] } {
  const end = args.indexOf('--');
  const before = end === -1 ? args : args.slice(0, end);
  const isGlobal = (word: string) => ['--json', '--help', '-h', '--version'].includes(word);
  return { flags: new Set(before.filter(isGlobal).map((word) => (word === '-h' ? '--help' : word))), words: [...before.filter((word) => !isGlobal(word)), ...(end === -1 ? [] : args.slice(end))] };
}

function refuseUnknown(name: string, known: Entry[]): never {
  const close = nearest(name, known.map((command) => command.name));
  throw usageError(`there is no command "${name}"`, close ? `Did you mean: lime ${close}` : 'See: lime --help');
}

function reportError(error: unknown): number {
  const expected = error instanceof CliError ? error : null;
  const message = error instanceof Error ? error.message : String(error);
  if (context.json) context.note(`${JSON.stringify({ error: { code: expected?.code ?? 'internal', message, hint: expected?.hint ?? null } })}\n`);
  else context.note(`${context.paint.red('lime:')} ${message}\n${expected?.hint ? `${expected.hint}\n` : ''}`);
  if (!expected && error instanceof Error && process.env['LIME_DEBUG']) context.note(`${error.stack}\n`);
  return expected?.exitCode ?? exitCodes.failed;
}
