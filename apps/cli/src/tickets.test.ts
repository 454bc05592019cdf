import { afterAll, beforeAll, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TicketCard } from '@lime/contracts';
import { runLime } from './testing/run-lime.ts';
import { end, freePort, startServer, testFolder, type RunningServer } from './testing/start-server.ts';

/** Tickets from the command line, with the real server. */
const folder = testFolder();
let server: RunningServer;
beforeAll(async () => {
  server = await startServer(folder.data, await freePort(), { LIME_EMBEDDED_RUNNER: 'off' });
  expect((await lime(['project', 'create', 'SHOP', 'Shop'])).exitCode).toBe(0);
}, 60_000);
afterAll(async () => {
  await end(server.process, 'SIGTERM');
  folder.remove();
}, 30_000);

const lime = (args: string[]) => runLime(args, { env: { LIME_DATA: folder.data } });
const tickets = (...args: string[]) => lime(['tickets', ...args]);
const file = (name: string, text: string) => {
  const path = join(folder.data, name);
  writeFileSync(path, text);
  return path;
};

test('boards and their columns are made, named, ordered and deleted', async () => {
  const boards = (...args: string[]) => lime(['boards', ...args]);
  expect((await lime(['project', 'create', 'DESK', 'Desk'])).exitCode).toBe(0);
  expect((await boards('create', 'Support', '--project', 'DESK')).stdout).toContain('code_review');
  expect((await boards('add-column', 'Support', 'Waits for legal', '--at', '2', '--limit', '5')).stdout).toMatch(/Support.*\n *backlog.*\n *waits_for_legal +Waits for legal +at most 5/);
  expect((await boards('set-column', 'support', 'waits_for_legal', '--title', 'Legal', '--limit', 'none')).stdout).toMatch(/waits_for_legal +Legal *\n/);
  expect((await boards('move-column', 'Support', 'Legal', '--at', '1')).stdout).toMatch(/Support.*\n *waits_for_legal/);
  expect((await boards('delete-column', 'Support', 'Legal')).stdout).not.toContain('legal');
  expect((await boards('rename', 'Support', 'Help')).stdout).toMatch(/^Help/);
  expect((await boards('list', '--project', 'DESK')).stdout).toContain('Help');
  expect(await boards('add-column', 'Nowhere', 'x')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Help') });
  expect((await boards('delete', 'Help')).stdout).toBe('Help is deleted\n');
  expect((await lime(['diffs', '--project', 'DESK'])).stdout).toBe('No changes.\n');
});

test('a project is shown, renamed, put away, brought back, and deleted by its name', async () => {
  const project = (...args: string[]) => lime(['project', ...args]);
  await project('create', 'GONE', 'Going');
  expect((await project('set', 'gone', '--name', 'Gone')).stdout).toContain('Gone');
  expect((await project('show', 'GONE')).stdout).toContain('merge none');
  expect((await project('archive', 'GONE')).stdout).toBe('GONE is put away; bring it back with: lime project restore GONE\n');
  expect([(await project('list')).stdout.includes('GONE'), (await project('list', '--archived')).stdout.includes('GONE')]).toEqual([false, true]);
  expect((await project('restore', 'gone')).stdout).toBe('GONE is back\n');
  expect(await project('delete', 'GONE', '--confirm', 'Other')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("project's name") });
  expect((await project('delete', 'GONE', '--confirm', 'Gone')).stdout).toBe('GONE is deleted\n');
  expect((await project('list')).stdout).not.toContain('GONE');
});

test('a ticket is made, changed, moved, discussed, found, tied to others, deleted and restored', async () => {
  expect((await tickets('create', 'Totals lose a cent', '--project', 'SHOP', '--priority', '1', '--label', 'bug', '--assignee', 'you@localhost', '--due', '2026-12-24')).stdout).toMatch(/^SHOP-1 +backlog +P1 +Totals lose a cent +bug +2026-12-24/);
  expect((await tickets('create', 'Rounding', '--project', 'shop', '--parent', 'SHOP-1', '--blocked-by', 'shop-1')).exitCode).toBe(0);
  expect(await tickets('move', 'shop-1', 'qa')).toMatchObject({ exitCode: 0, stdout: 'SHOP-1 is in qa\n' });
  expect((await tickets('set', 'SHOP-1', '--title', 'Totals', '--due', 'none')).stdout).toMatch(/SHOP-1 +qa +P1 +Totals +bug +0\/1/);
  expect((await tickets('comment', 'SHOP-1', 'Seen at **Bob**')).exitCode).toBe(0);
  expect((await tickets('attach', 'SHOP-1', file('log.txt', 'boom'))).stdout).toContain('log.txt (4 bytes)');
  const shown = (await tickets('show', 'SHOP-1')).stdout;
  for (const part of ['Seen at **Bob**', 'holds back', 'SHOP-2', 'ticket.move', 'attachment.create']) expect(shown).toContain(part);
  expect((await tickets('list', '--label', 'bug', '--assignee', 'you@localhost')).stdout.trim().split('\n')).toHaveLength(1);
  expect((await tickets('search', 'tot')).stdout).toContain('SHOP-1');
  expect(await tickets('delete', 'SHOP-1')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('subtasks') });
  const gone = await tickets('delete', 'SHOP-1', '--subtasks', 'keep');
  expect(gone.stdout).toContain('for 30 days');
  const [, id = ''] = /restore (\d+)/.exec(gone.stdout) ?? [];
  expect((await tickets('list', '--deleted')).stdout).toContain(id);
  expect(await tickets('restore', id)).toMatchObject({ exitCode: 0, stdout: 'SHOP-1 is back in qa\n' });
}, 60_000);

test('tickets come in from a file and go out into one', async () => {
  const path = file('in.csv', 'id,title,status\nA,one,todo\nB,,todo\n');
  expect(await tickets('import', path, '--project', 'SHOP', '--dry-run')).toMatchObject({ exitCode: 1, stdout: '1 would be made, 0 known from before, 1 refused\n', stderr: expect.stringContaining('line 3: it has no title') });
  expect((await tickets('import', path, '--project', 'SHOP')).stdout).toBe('1 made, 0 known from before, 1 refused\n');
  expect((await tickets('export', '--project', 'SHOP')).stdout).toContain('"one"');
  expect((await tickets('export', 'SHOP')).stdout).toContain('"one"');
  expect(await tickets('export', 'NONE')).toMatchObject({ exitCode: 1, stdout: '' });
  expect(await tickets('export', 'SHOP', '--project', 'NONE')).toMatchObject({ exitCode: 2 });
  const json: unknown = JSON.parse((await tickets('export', '--project', 'SHOP', '--format', 'json')).stdout);
  expect(TicketCard.array().parse(json).some((card) => card.title === 'one')).toBe(true);
}, 60_000);

test('labels are kept as every other thing is', async () => {
  expect((await lime(['labels', 'create', '--name', 'ux', '--color', '#00ff00'])).exitCode).toBe(0);
  expect((await lime(['labels'])).stdout).toMatch(/ux +#00ff00/);
});

test.each([
  [['fly'], 'unknown action fly'],
  [['create'], 'lime tickets create TITLE'],
  [['move', 'SHOP-1'], 'T COLUMN'],
  [['import', '/nowhere.csv', '--project', 'SHOP'], 'cannot be read'],
  [['list', '--priority', 'high'], 'must be a number'],
])('a wrong command ends with 2 and says what is wrong: lime tickets %p', async (args, says) => {
  expect(await tickets(...args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) });
});
