import type { Command } from './command.ts';
import { commands, type Entry } from './commands/index.ts';
import type { Paint } from './terminal/paint.ts';
import { formatTable } from './terminal/table.ts';

const common: [string, string][] = [
  ['--json', 'answer in JSON: one document, or one line for each event'],
  ['--help', 'what the command does'],
];

/** The help of the program. */
export function programHelp(paint: Paint, entities: Entry[]): string {
  return `${paint.bold('lime')}: AI agents do real work, people decide.

  ticket → run → diff → ${paint.yellow('you approve')} → branch pushed, merged when the project says so

${paint.bold('Usage')}  lime COMMAND [options]

${paint.bold('Commands')}
${formatTable(commands.map(({ name, summary }) => ['', paint.bold(name), summary]))}
${paint.bold('What an organisation keeps')}
${formatTable(entities.map(({ name, summary }) => ['', paint.bold(name), summary]))}
${paint.bold('Every command takes')}
${formatTable(common.map(([name, help]) => ['', name, help]))}
${paint.bold('Try')}
  lime run --repo . --recipe eslint-fix "Fix what the linter can fix"
  lime approve 12

It talks to the server that "npm start" started in this clone. For another one set LIME_SERVER and
LIME_TOKEN; LIME_DATA names another data folder. Colours: NO_COLOR turns them off.
`;
}

/** The help of one command. */
export function commandHelp(name: string, summary: string, command: Command, paint: Paint): string {
  const options = Object.entries(command.options).map(([option, { value, help }]) => ['', `--${option}${value ? ` ${value}` : ''}`, help]);
  return `${paint.bold(`lime ${name}`)}: ${summary}

${paint.bold('Usage')}  lime ${command.usage}

${command.about}

${paint.bold('Options')}
${formatTable([...options, ...common.map(([option, help]) => ['', option, help])])}
${paint.bold('Examples')}
${command.examples.map((example) => `  ${example}\n`).join('')}`;
}
