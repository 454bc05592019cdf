import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const large = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/** What a screen gets wrong for some of its readers: light and dark, large and small, by axe's rules and by its width. */
export async function faultsOf(page: Page, open: () => Promise<void>): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(large);
  await open();
  const light = await violations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await violations(page, ['color-contrast']);
  await page.setViewportSize(phone);
  const small = await violations(page);
  const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  await page.setViewportSize(large);
  return [...light, ...dark, ...small, ...(fits ? [] : ['it is wider than a phone'])];
}

/**
 * What axe finds, in words; by all its rules, or only by some. Its legacy mode leaves out frames, of which no screen has
 * any; together with asking for violations alone that takes a quarter of the time.
 */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const found = await (rules === undefined ? axe : axe.withRules(rules)).analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.any[0]?.message ?? node.failureSummary} (${node.html.slice(0, 160)})`));
}
