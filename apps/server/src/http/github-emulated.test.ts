import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createEmulator, type Emulator } from 'emulate';
import { Me } from '@lime/contracts';
import { openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { openBrowser, type TestBrowser } from '../testing/test-browser.ts';

/** GitHub's own pages, forms and answers, as another project plays them; what it does not know is PKCE: see github-sign-in.test.ts. */
let github: Emulator;
let app: TestApp;
const settings = (secret: string) => ({ GITHUB_CLIENT_ID: 'Iv1.lime', GITHUB_CLIENT_SECRET: secret, GITHUB_URL: github.url, GITHUB_API_URL: github.url });
beforeAll(async () => {
  github = await createEmulator({
    service: 'github', port: 0,
    seed: {
      github: {
        users: [{ login: 'octocat', name: 'The Octocat', email: 'octocat@example.org' }],
        oauth_apps: [{ client_id: 'Iv1.lime', client_secret: 'hush', name: 'Lime', redirect_uris: ['http://lime.test/auth/github/callback'] }],
      },
    },
  });
  app = await openTestApp({ role: 'api', env: settings('hush') });
});
afterAll(async () => {
  await app.close();
  await github.close();
});

const locationOf = (response: Response) => response.headers.get('location') ?? '';
/** Presses the button of a user on GitHub's page. */
async function pressButton(page: string, login: string): Promise<string> {
  const form = [...page.matchAll(/<form[\s\S]*?<\/form>/g)].map(([text]) => text).find((text) => text.includes(`value="${login}"`)) ?? '';
  const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')]);
  return locationOf(await fetch(`${github.url}/login/oauth/callback`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' }));
}
async function signIn(who: TestBrowser): Promise<string> {
  const page = await who.go(locationOf(await who.go('/auth/github/start')));
  expect(page.status).toBe(200);
  return locationOf(await who.go(await pressButton(await page.text(), 'octocat')));
}

test('somebody signs in through the page that GitHub shows', async () => {
  const who = openBrowser(app.origin);
  expect(await signIn(who)).toBe('/');
  expect(Me.parse(await (await who.call('GET', '/me')).json())).toMatchObject({ user: { name: 'The Octocat', email: 'octocat@example.org' }, tenant: { name: 'The Octocat', slug: 'octocat' } });
});

test('with a wrong secret of the app nobody signs in', async () => {
  const wrong = await openTestApp({ role: 'api', env: settings('guess') });
  expect(await signIn(openBrowser(wrong.origin))).toBe('/sign-in?problem=github_failed');
  await wrong.close();
});
