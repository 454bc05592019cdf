import { describe, expect, test } from 'bun:test';
import { faultsOf } from './find-faults.ts';
import type { Stage } from './keeping.ts';

/** How a project is set up, and what becomes of it in the end. */
export function testProjectSettings(stage: () => Stage): void {
  const button = (name: string | RegExp) => stage().page.getByRole('button', { name });

  describe('a project’s settings', () => {
    const part = (name: string) => stage().page.getByRole('navigation', { name: 'Settings of the project' }).getByRole('link', { name });

    test('stand in parts, each with its address and title', async () => {
      const { page, origin, project } = stage();
      await page.goto(`${origin}/settings/projects/${project.id}?part=work`);
      await page.waitForFunction(() => document.title.startsWith('Work · Shop settings'));
      await page.getByLabel('Before people are asked').selectOption('Implement, then review');
      await page.getByLabel('Follow-ups of a pull request').selectOption('3');
      await button('Choose who makes them').click();
      await page.getByLabel('Allowed paths').waitFor();
      await button('Save').first().click();
      await page.getByText('Saved').waitFor();
      await part('Board').click();
      await page.waitForFunction(() => document.title.startsWith('Board · Shop'));
      await page.goBack();
      expect([await page.getByLabel('Before people are asked').inputValue(), await page.getByLabel('Follow-ups of a pull request').inputValue(), await page.getByLabel('Who makes attempt 2').inputValue()]).toEqual(['implement review', '3', 'codex']);
    });

    test('columns are renamed, added and taken away; tickets go where it says', async () => {
      const { page, origin, project } = stage();
      await part('Board').click();
      await page.getByLabel('Title of column 2').fill('Next');
      await button('Remove Backlog').click();
      await page.getByText('Tickets in “Backlog” go to').waitFor();
      await button('New column').click();
      await page.getByLabel('Title of column 6').fill('Shipped');
      await button('Save').click();
      await page.getByText('Saved').first().waitFor();
      await page.goto(`${origin}/projects/${project.id}`);
      await page.getByRole('region', { name: 'Shipped' }).waitFor();
      await page.getByRole('region', { name: 'Next' }).getByRole('link', { name: 'Rare pelican' }).waitFor();
    });

    test.each(['board', 'work'])('are accessible and fit: %s', async (name) => {
      const { page, origin, project } = stage();
      expect(await faultsOf(page, async () => {
        await page.goto(`${origin}/settings/projects/${project.id}?part=${name}`);
        await button('Save').first().waitFor();
      })).toEqual([]);
    });

    test('it is put away, brought back, and deleted only by its name', async () => {
      const { page, origin, project } = stage();
      await page.goto(`${origin}/settings/projects/${project.id}`);
      await button('Put away').click();
      await button('Bring Shop back').click();
      await page.getByRole('link', { name: 'Settings of Shop' }).click();
      await button('Delete project…').click();
      await page.getByRole('dialog').getByRole('textbox').fill('shop');
      await button('Delete for good').click();
      await page.getByText('as it stands there').waitFor();
      await page.keyboard.press('Escape');
    });
  });
}
