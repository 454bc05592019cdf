import { type Browser, chromium, type Page } from 'playwright-core';

const programs = ['chromium', 'chromium-browser', 'google-chrome'];
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** The system's Chromium, with a profile of its own that goes when it is closed. */
export async function openBrowser(): Promise<Browser> {
  const program = process.env['LIME_TEST_CHROMIUM'] ?? programs.map((name) => Bun.which(name)).find((path) => path !== null);
  if (!program) throw new Error('the browser test needs Chromium: apt-get install chromium');
  return chromium.launch({ executablePath: program, args: flags });
}

/**
 * Collects what goes wrong in a page without anybody seeing it: scripts' errors, and what the content
 * security policy refused. The answer throws when there was any, and says it in its first line.
 */
export function listenForTrouble(page: Page): () => void {
  const trouble: string[] = [];
  page.on('pageerror', (error) => {
    const line = `${error.name}: ${error.message}`;
    // At once as well: whoever waits for something that a broken page never shows sees why.
    console.error(`the page is broken: ${line}`);
    trouble.push(line);
  });
  page.on('console', (message) => {
    // A lost connection is reported by the browser itself; tests that cut it expect that.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text())) trouble.push(`${message.text()} (${message.location().url})`);
  });
  return () => {
    if (trouble.length > 0) throw new Error(`went wrong unseen: ${trouble.map((line) => line.replaceAll('\n', ' ')).join(' | ')}`);
  };
}
