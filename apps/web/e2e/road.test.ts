import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { RunDetail } from '@lime/contracts';
import type { Page } from 'playwright-core';
import { aRunLong, type Demo, openDemo } from './open-demo.ts';

let demo: Demo;
let page: Page;
let origin: string;

beforeAll(async () => {
  demo = await openDemo();
  page = demo.page;
  origin = demo.server.origin;
}, 120_000);

afterAll(() => demo?.close(), 30_000);

const column = (name: string) => page.getByRole('region', { name });
const title = 'Orders come out a cent short';
const detailOfDemo = async (): Promise<RunDetail> => RunDetail.parse(await (await page.request.get(`${origin}/api/v1/agent-runs/1`)).json());

describe('the road, in a browser', () => {
  test('the link signs in and leads to the board', async () => {
    await page.goto(demo.server.signInLink);
    await page.getByRole('heading', { level: 1, name: 'Demo' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  test('the card comes to Code review by itself and asks for a review', async () => {
    await column('Code review').getByRole('link', { name: title }).waitFor(aRunLong);
    await column('Code review').getByText('Needs your review').waitFor(aRunLong);
    await page.getByText('1 change needs your review').waitFor(aRunLong);
  });

  test('a link that was used says how to get a new one', async () => {
    const stranger = await demo.browser.newContext();
    const other = await stranger.newPage();
    await other.goto(demo.server.signInLink);
    await other.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    await other.getByText('npx lime sign-in', { exact: true }).waitFor();
    await other.goto(`${origin}/runs/1`);
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await stranger.close();
  });

  test('the run shows its change, its transcript and its checks', async () => {
    await column('Code review').getByRole('link', { name: 'Latest run of AL-1: Needs your review' }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.getByRole('region', { name: 'src/money.js' }).getByText('return Math.round(amount * 100);').waitFor();
    await page.getByRole('tab', { name: 'Transcript' }).click();
    await page.getByRole('log').getByText('Implement succeeded').waitFor();
    await page.getByRole('tab', { name: 'Checks' }).click();
    const check = page.getByRole('listitem').filter({ hasText: 'node --test' });
    await check.getByText('Failed').waitFor();
    await check.getByText('Passed').waitFor();
  });

  test('rejecting asks for a reason first', async () => {
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('Say why, so that the next attempt can do better.').waitFor();
  });

  test('running it again with a note withdraws the question, and the new change is asked about', async () => {
    const before = await detailOfDemo();
    const review = page.getByRole('form', { name: 'Review' });
    await page.getByRole('textbox', { name: 'Note' }).fill('Mind the negative amounts.');
    await review.getByRole('button', { name: 'Run again' }).click();
    await page.getByText('Running again').waitFor(aRunLong);
    await page.getByRole('log').getByText('Mind the negative amounts.').waitFor(aRunLong);
    await page.getByRole('region', { name: 'Decisions' }).getByText('Superseded').waitFor();
    await review.waitFor(aRunLong);
    const after = await detailOfDemo();
    expect(after.gates.map((gate) => gate.status)).toEqual(['superseded', 'open']);
    expect(after.gates[0]?.id).toBe(before.gates[0]?.id);
    await page.getByText(`You decide on changes.diff ${after.gates[1]?.sha256.slice(0, 7)}`).waitFor();
  });

  test('approving ends the run, and the card comes to Done by itself', async () => {
    const board = await demo.context.newPage();
    await board.goto(`${origin}/`);
    const inColumn = (name: string) => board.getByRole('region', { name }).getByRole('link', { name: title });
    await inColumn('Code review').waitFor();
    await page.getByRole('textbox', { name: 'Note' }).fill('Reads well.');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.locator('main header').getByText('Succeeded').waitFor(aRunLong);
    await page.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
    await page.getByText('Reads well.').first().waitFor();
    await inColumn('Done').waitFor(aRunLong);
    await board.close();
  });

  test('nothing went wrong unseen', () => demo.expectNoTrouble());
});

describe('a lost connection', () => {
  const lines = 160;
  const command = `i=1; while [ $i -le ${lines} ]; do echo "line $i"; i=$((i+1)); sleep 0.05; done; echo done > counted.txt`;

  async function startCounting(): Promise<string> {
    const projects = await (await page.request.get(`${origin}/api/v1/projects`)).json();
    const detail = await (await page.request.get(`${origin}/api/v1/agent-runs/1`)).json();
    const answer = await page.request.post(`${origin}/api/v1/agent-runs`, {
      headers: { origin },
      data: { projectId: projects.items[0].id, title: 'Count slowly', repository: { url: detail.input.repository.url }, recipe: { name: 'command', options: { command } }, setup: '', checks: [] },
    });
    expect([answer.status(), answer.ok() ? '' : await answer.text()]).toEqual([201, '']);
    return (await answer.json()).id;
  }

  test('in the middle of a run loses nothing and doubles nothing', async () => {
    const runId = await startCounting();
    await page.goto(`${origin}/runs/${runId}?tab=transcript`);
    const output = page.getByLabel('Output of recipe');
    await output.getByText(/^line \d+$/m).waitFor(aRunLong);
    await demo.context.setOffline(true);
    await page.getByText('Reconnecting').waitFor();
    await demo.context.setOffline(false);
    await page.getByText('Reconnecting').waitFor({ state: 'detached' });
    await page.getByRole('form', { name: 'Review' }).waitFor(aRunLong);
    const call = page.getByRole('button', { name: /^recipe/ });
    if ((await call.getAttribute('aria-expanded')) === 'false') await call.click();
    const shown: string[] = (await output.innerText()).match(/^line \d+$/gm) ?? [];
    expect(shown).toEqual(Array.from({ length: lines }, (_, index) => `line ${index + 1}`));
  }, 120_000);
});
