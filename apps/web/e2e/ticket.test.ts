import { afterAll, beforeAll, expect, test } from 'bun:test';
import { TicketCard } from '@lime/contracts';
import type { Page } from 'playwright-core';
import { type Demo, openDemo } from './open-demo.ts';

let demo: Demo;
let page: Page;
let api: string;

beforeAll(async () => {
  demo = await openDemo();
  page = demo.page;
  api = `${demo.server.origin}/api/v1`;
  await page.goto(demo.server.signInLink);
  await page.getByRole('heading', { level: 1, name: 'Demo' }).waitFor();
}, 120_000);
afterAll(() => demo?.close(), 30_000);

const made = async (path: string, data: object) => JSON.parse(await (await page.request.post(`${api}${path}`, { data, headers: { origin: demo.server.origin } })).text()) as unknown;

test('a ticket says what it waits for, what was said about it, also just now by somebody else, and what an agent would be told', async () => {
  const projectId = /projects\/(\d+)/.exec(page.url())?.[1] ?? '1';
  const ground = TicketCard.parse(await made(`/projects/${projectId}/tickets`, { title: 'Ground' }));
  const roof = TicketCard.parse(await made(`/projects/${projectId}/tickets`, { title: 'Roof' }));
  await made(`/tickets/${roof.id}/blockers`, { ticketId: ground.id });
  await made('/custom-instructions', { scopeType: 'tenant', contentMd: 'Measure twice.' });
  await page.getByRole('link', { name: 'Roof' }).click();
  await page.getByText(`Waits for ${ground.ref} (Ground).`).waitFor();
  await page.getByRole('textbox', { name: 'Comment' }).fill('Use **old** bricks.');
  await page.getByRole('button', { name: 'Comment' }).click();
  await page.getByText('Use old bricks.').waitFor();
  await made(`/tickets/${roof.id}/comments`, { bodyMd: 'From elsewhere.' });
  await page.getByText('From elsewhere.').waitFor();
  await page.getByText('What an agent would be told').click();
  await page.getByText('Measure twice.').waitFor();
  await page.getByText('2 comments, 0 files').waitFor();
  expect(await page.getByRole('region', { name: 'Comments' }).getByRole('listitem').count()).toBe(2);
}, 60_000);

const held = (name: string, type: string, text: string, times = 1) =>
  page.evaluateHandle(([fileName, mime, content, repeated]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content.repeat(repeated)], fileName, { type: mime }));
    return transfer;
  }, [name, type, text, times] as const);

test('files are attached by choosing, dropping and pasting them, downloaded, deleted and brought back; what is wrong with one is said beside it', async () => {
  const files = page.getByRole('region', { name: 'Files' });
  await files.getByLabel('Files to attach').setInputFiles([{ name: 'log.txt', mimeType: 'text/plain', buffer: Buffer.from('it fell over') }]);
  await page.dispatchEvent('body', 'drop', { dataTransfer: await held('dump.bin', 'application/octet-stream', 'x', 25_000_001) });
  await files.getByText('It has 25.0 MB; a file may have at most 25.0 MB.').waitFor();
  await files.getByRole('button', { name: 'Forget dump.bin' }).click();
  await page.dispatchEvent('body', 'drop', { dataTransfer: await held('notes.md', 'text/markdown', '# dropped') });
  await files.getByRole('link', { name: 'Download notes.md' }).waitFor();
  const clipboardData = await held('image.png', 'image/png', 'pasted');
  await page.getByRole('textbox', { name: 'Comment' }).evaluate((box, given) => box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: given, bubbles: true })), clipboardData);
  await files.getByRole('link', { name: 'Download image.png' }).waitFor();

  const [download] = await Promise.all([page.waitForEvent('download'), files.getByRole('link', { name: 'Download log.txt' }).click()]);
  expect(download.suggestedFilename()).toBe('log.txt');
  await files.getByRole('button', { name: 'Delete log.txt' }).click();
  await files.getByText('log.txt').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  const href = await files.getByRole('link', { name: 'Download log.txt' }).getAttribute('href');
  expect(await (await page.request.get(`${demo.server.origin}${href}`)).text()).toBe('it fell over');
}, 60_000);

test('who starts a run sees what its agent would be told', async () => {
  await page.getByRole('button', { name: 'Start a run' }).click();
  const dialog = page.getByRole('dialog', { name: /^Start a run on/ });
  await dialog.getByRole('combobox', { name: 'Who does it' }).waitFor();
  expect(await dialog.getByText('What an agent would be told').count()).toBe(0);
  await dialog.getByRole('combobox', { name: 'Who does it' }).selectOption('claude');
  await dialog.getByText('What an agent would be told').click();
  await dialog.getByText('Measure twice.').waitFor();
  await dialog.getByText('2 comments, 3 files').waitFor();
}, 60_000);
