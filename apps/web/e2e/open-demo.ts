import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { listenForTrouble, openBrowser } from './open-browser.ts';
import { startServer, type TestServer } from './start-server.ts';

/** Where a page answers to what was done in it, also on a machine that does ten other things at once: what is not there by then does not come. */
const patienceMs = 12_000;
/** What a page itself takes to load. */
const loadingMs = 30_000;
/** For `waitFor` and its like, where they wait for a run: its steps take their time. */
export const aRunLong = { timeout: 55_000 };

export type Demo = {
  server: TestServer;
  browser: Browser;
  context: BrowserContext;
  /** Signed out, and nowhere yet. */
  page: Page;
  /** Throws when something went wrong in the page that no test looked at. */
  expectNoTrouble: () => void;
  close: () => Promise<void>;
};

/** A server with the demo ticket, and a page to look at it. `script`: plays the models; `surroundings`: more of the server's environment. */
export async function openDemo(options: BrowserContextOptions = {}, script?: object, surroundings?: Record<string, string>): Promise<Demo> {
  const [server, browser] = await Promise.all([startServer(script, surroundings), openBrowser()]);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(patienceMs);
  context.setDefaultNavigationTimeout(loadingMs);
  const page = await context.newPage();
  const close = async () => {
    await browser.close();
    await server.stop();
  };
  return { server, browser, context, page, expectNoTrouble: listenForTrouble(page), close };
}
