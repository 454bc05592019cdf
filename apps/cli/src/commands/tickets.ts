import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { attach, comment, remove, restore, search } from './ticket-actions.ts';
import { instructions } from './ticket-guidance.ts';
import { create, list, move, set, show } from './ticket-board.ts';
import { exportAll, importFrom } from './ticket-files.ts';

export const command = defineCommand({
  usage: 'tickets [list | show T | create TITLE | set T | move T COLUMN | comment T TEXT | attach T FILE | instructions T | delete T | restore ID | search WORDS | import [FILE] | export [PROJECT]] [options]',
  about: `Tickets, by their refs (AL-12) or ids. A CSV file to import begins with the names of its columns: title, and any of
id, description, status, priority, labels, assignee, due date; what has been imported before is not made twice.`,
  positionals: [{ name: 'action', required: false }, { name: 'what', required: false }, { name: 'more', required: false }],
  options: {
    project: { type: 'string', value: 'KEY', help: 'of this project (create, import, export: needed where there are several)' },
    column: { type: 'string', value: 'KEY', help: 'list, create: in this column' },
    label: { type: 'string', value: 'NAME', multiple: true, help: 'list: with this label; create, set: with these' },
    assignee: { type: 'string', value: 'EMAIL', help: 'list, create, set: whose it is; none: nobody\'s' },
    priority: { type: 'string', value: '1|2|3', help: 'list, create, set: 1 is high' },
    text: { type: 'string', value: 'WORDS', help: 'list: with these words' },
    deleted: { type: 'boolean', help: 'list: those that can be restored' },
    title: { type: 'string', value: 'TEXT', help: 'set: a new title' },
    description: { type: 'string', value: 'TEXT', help: 'create, set: Markdown; @FILE reads a file' },
    due: { type: 'string', value: 'DATE', help: 'create, set: 2026-01-31; none: without' },
    parent: { type: 'string', value: 'T', help: 'create, set: a part of this ticket; none: of no other' },
    'blocked-by': { type: 'string', value: 'T', multiple: true, help: 'create, set: it waits until these are done' },
    after: { type: 'string', value: 'T', help: 'move: below this ticket; default: to the top' },
    subtasks: { type: 'string', value: 'keep|delete', help: 'delete: what becomes of its parts' },
    format: { type: 'string', value: 'FORMAT', help: 'import: csv (default) or github; export: csv (default) or json' },
    repository: { type: 'string', value: 'ID', help: 'import: the issues of this repository, instead of a file; instructions: those of this one' },
    mode: { type: 'string', value: 'MODE', help: 'instructions: what an agent would be told in this mode (default: implement)' },
    provider: { type: 'string', value: 'NAME', help: 'instructions: this one (default: what holds for any)' },
    'dry-run': { type: 'boolean', help: 'import: look at the file, make nothing' },
    limit: { type: 'string', value: 'N', help: 'list: at most 200 (default: 50)' },
    cursor: { type: 'string', value: 'CURSOR', help: 'list: the page after the one that ended with this' },
  },
  examples: ['lime tickets list --column todo --label bug', 'lime tickets create "Totals lose a cent" --priority 1', 'lime tickets move AL-12 qa', 'lime tickets instructions AL-12 --mode review', 'lime tickets search rounding', 'lime tickets import jira.csv --dry-run', 'lime tickets import --repository 7', 'lime tickets export SHOP --format json > tickets.json'],
  run: async (context, { values, positionals: [action = 'list', what, more] }) => {
    const given = (name: string): string => (what?.trim() ? what : refuseWithout(action, name));
    const also = (name: string): string => (more?.trim() ? more : refuseWithout(action, name));
    if (action === 'list') await list(context, values);
    else if (action === 'show') await show(context, given('T'));
    else if (action === 'create') await create(context, given('TITLE'), values);
    else if (action === 'set') await set(context, given('T'), values);
    else if (action === 'move') await move(context, given('T COLUMN'), also('T COLUMN'), values.after);
    else if (action === 'comment') await comment(context, given('T TEXT'), also('T TEXT'));
    else if (action === 'instructions') await instructions(context, given('T'), values);
    else if (action === 'attach') await attach(context, given('T FILE'), also('T FILE'));
    else if (action === 'delete') await remove(context, given('T'), values.subtasks);
    else if (action === 'restore') await restore(context, given('ID'));
    else if (action === 'search') await search(context, given('WORDS'), values.project);
    else if (action === 'import') return importFrom(context, values.repository === undefined ? given('FILE') : null, values);
    else if (action === 'export') await exportAll(context, { ...values, project: oneProject(what, values.project) });
    else throw usageError(`unknown action ${action}`, 'It may be: list, show, create, set, move, comment, attach, instructions, delete, restore, search, import, export');
    return exitCodes.ok;
  },
});

/** Of which project, however it was said. */
function oneProject(what: string | undefined, option: string | undefined): string | undefined {
  if (what !== undefined && option !== undefined && what !== option) throw usageError(`export ${what}, or ${option}?`, 'Name one project.');
  return what ?? option;
}

function refuseWithout(action: string, form: string): never {
  throw usageError(`write it as: lime tickets ${action} ${form}`);
}
