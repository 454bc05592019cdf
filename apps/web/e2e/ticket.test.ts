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
