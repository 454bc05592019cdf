import { describe, expect, test } from 'bun:test';
import type { Project } from '@lime/contracts';
import type { Page } from 'playwright-core';
import { faultsOf } from './find-faults.ts';

/** Somebody signed in, in a project of their own. */
export type Stage = { page: Page; origin: string; project: Project; post: (path: string, data: object) => Promise<unknown> };

/** What stands on the page, by its name. */
function named(stage: () => Stage) {
  return {
    button: (name: string | RegExp) => stage().page.getByRole('button', { name }),
    row: (name: string) => stage().page.getByRole('row').filter({ hasText: name }),
    field: (name: string) => stage().page.getByRole('dialog').getByLabel(name, { exact: true }),
    open: (section: string) => stage().page.goto(`${stage().origin}/settings/${section}`),
  };
}

export function testHook(stage: () => Stage): void {
  const { button, field, open } = named(stage);
  test('a hook is changed, and its history says what it did', async () => {
    const { page, project, post } = stage();
    await open('hooks');
    await button('New hook').first().click();
    await field('Name').fill('Tell');
    await field('Event').selectOption({ label: 'Ticket created' });
    await field('Code').fill('export default () => ({ ok: false });');
    await button('Create hook').click();
    await button('Edit Tell').click();
    await field('Code').fill('export default ({ payload }) => { console.log("heard of it"); return { ok: true }; };');
    await button('Save').click();
    await page.getByText('Hook saved').waitFor();
    await post(`/projects/${project.id}/tickets`, { title: 'Told to hooks' });
    await button('History of Tell').click();
    await page.getByRole('dialog').getByRole('button', { name: /^Succeeded Ticket created/ }).click();
    await page.getByRole('dialog').getByText('heard of it').waitFor();
    await page.keyboard.press('Escape');
  });
}

/** Needs more tickets than a list shows. */
export function testFinding(stage: () => Stage): void {
  const { button, row, field, open } = named(stage);
  describe('of many things one is found by typing, with the keyboard alone', () => {
    test('an instruction for one ticket', async () => {
      const { page, project, post } = stage();
      await Promise.all(Array.from({ length: 14 }, (_, index) => post(`/projects/${project.id}/tickets`, { title: index === 5 ? 'Rare pelican' : `Wish ${index}` })));
      await open('custom-instructions');
      await button('New instruction').first().click();
      await field('Scope').selectOption('Ticket');
      const of = page.getByRole('dialog').getByRole('combobox', { name: 'Of (optional)' });
      await of.fill('no such ticket');
      await page.getByText('Nothing fits.').waitFor();
      await of.fill('pelican');
      await page.getByRole('option').filter({ hasText: 'Rare pelican' }).waitFor();
      expect(await faultsOf(page, () => page.getByRole('option').filter({ hasText: 'Rare pelican' }).waitFor())).toEqual([]);
      await of.press('Escape');
      await page.getByRole('listbox').waitFor({ state: 'detached' });
      await of.press('ArrowDown');
      await of.pressSequentially('pelican');
      await page.getByRole('option', { name: /Rare pelican/, selected: true }).waitFor();
      await of.press('Enter');
      expect(await of.inputValue()).toMatch(/^SHOP-\d+ Rare pelican$/);
      await field('Text').fill('Pelicans first.');
      await button('Create instruction').click();
      await row('Pelicans first.').getByText('Rare pelican').waitFor();
    });
  });
}

/** Of the ticket that was found before. */
export function testTicketPlan(stage: () => Stage): void {
  const { button } = named(stage);
  test('a ticket is planned where it is read: whose, labels, parts, what it waits for; deleting is undone', async () => {
    const { page, origin, project, post } = stage();
    await post('/labels', { name: 'bird' });
    await page.goto(`${origin}/projects/${project.id}`);
    await page.getByRole('link', { name: 'Rare pelican' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Assignee').selectOption({ index: 1 });
    await button('Add labels').click();
    await page.getByRole('menuitemcheckbox', { name: 'bird' }).click();
    await dialog.getByRole('group', { name: 'Labels' }).getByText('bird').waitFor();
    await dialog.getByLabel('New subtask').fill('Feathers');
    await dialog.getByLabel('New subtask').press('Enter');
    await dialog.getByRole('region', { name: 'Subtasks' }).getByRole('link', { name: /Feathers/ }).waitFor();
    const waits = dialog.getByRole('combobox', { name: 'Another ticket that it waits for' });
    await waits.fill('Told');
    await page.getByRole('option', { name: /Told to hooks/ }).click();
    await dialog.getByRole('region', { name: 'Dependencies' }).getByRole('link', { name: /Told to hooks/ }).waitFor();
    expect(await faultsOf(page, async () => {
      await page.reload();
      await dialog.getByRole('link', { name: /Feathers/ }).waitFor();
    })).toEqual([]);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await button('Delete ticket').click();
    await page.getByRole('button', { name: 'Undo' }).click();
    const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Rare pelican' }) });
    await card.getByText('waits for 1').waitFor();
    await card.getByText('bird').waitFor();
  });
}
