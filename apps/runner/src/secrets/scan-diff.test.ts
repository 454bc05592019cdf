import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { scanDiff } from './scan-diff.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Looks random, is the same every time, and stands in no source file. */
const key = (length: number, of = letters) => Array.from({ length }, (_, index) => of[(index * index * 31 + index * 17 + 7) % of.length]).join('');
const hex = (length: number) => key(length, '0123456789abcdef');
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const added = (path: string, lines: string[], from = 1) => `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -${from},0 +${from},${lines.length} @@\n${lines.map((line) => `+${line}\n`).join('')}`;
const scan = (patch: string) => scanDiff(new TextEncoder().encode(patch));

const secrets: Record<string, string> = {
  'aws-access-key-id': `AKIA${key(16, upper)}`,
  aws: `aws_secret_access_key = "${key(40)}"`,
  github: `ghp_${key(36)}`,
  openai: `sk-proj-${key(74)}T3BlbkFJ${key(74)}`,
  anthropic: `sk-ant-api03-${key(93)}AA`,
  stripe: `sk_live_${key(24)}`,
  gitlab: `glpat-${key(20)}`,
  npm: `npm_${key(36)}`,
  slack: `xoxb-${key(12, '0123456789')}-${key(12, '0123456789')}-${key(24)}`,
  basicauth: `https://user:${key(12)}@example.org/x`,
  'database-connection-string': `postgres://admin:${key(12)}@db.internal:5432/app`,
  'private-key': '-----BEGIN OPENSSH PRIVATE KEY-----',
  'google-api-key': `AIza${key(35)}`,
  huggingface: `hf_${key(34, letters.slice(0, 52))}`,
  'telegram-bot-token': `${key(9, '123456789')}:AA${key(33)}`,
  'azure-storage-key': `AccountKey=${key(86)}==`,
  'registry-token': `//registry.npmjs.org/:_authToken=${hex(8)}-${hex(4)}-${hex(12)}`,
  'assigned-secret': `const dbPassword = "${key(20)}";`,
};

test.each(Object.entries(secrets))('%s is found, at its line, and is not in what is told', async (rule, secret) => {
  const found = await scan(added('src/config.ts', ['const a = 1;', `  ${secret} // here`], 41));
  expect(found?.findings).toHaveLength(1);
  expect(found?.findings[0]).toMatchObject({ path: 'src/config.ts', line: 42, rule });
  const value = /[A-Za-z0-9_-]{12,}(?=[^A-Za-z0-9]*$)/.exec(secret)?.[0] ?? secret;
  expect(JSON.stringify(found)).not.toContain(value);
});

test('a secret whose place is known too short is masked to its end', async () => {
  const value = key(40);
  const found = await scan(added('.env', [`AWS_SECRET_ACCESS_KEY=${value}`]));
  expect(found?.findings).toHaveLength(1);
  for (let at = 0; at + 6 <= value.length; at += 1) expect(found?.findings[0]?.excerpt).not.toContain(value.slice(at, at + 6));
});

test.each<[string, string]>([
  ['src/a.ts', 'const password = process.env.DATABASE_PASSWORD;'],
  ['src/a.ts', 'const password = "changeme-please-now";'],
  ['src/a.ts', 'apiKey: "your_api_key_goes_here"'],
  ['src/a.ts', 'secretName: "kubernetes-dashboard-certs"'],
  ['src/a.ts', 'access_token: `${header}.${payload}.${signature}`'],
  ['src/a.ts', `const integrity = "sha512-${key(86)}==";`],
  ['src/a.ts', 'passwordField = document.querySelector("#password-input")'],
  ['yarn.lock', `  secret: "${key(40)}"`],
  ['src/image.ts', `export const icon = "data:image/png;base64,${key(4000)}";`],
  ['src/a.ts', `const sha = "${hex(40)}"; // ${hex(64)}`],
])('what only looks random, or stands for a secret, is not flagged: %s %s', async (path, line) => {
  expect(await scan(added(path, [line]))).toBeNull();
});

test("this project's own lock files are not flagged", async () => {
  for (const path of ['package-lock.json', 'bench/package-lock.json']) {
    const text = readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
    expect(await scan(added(path, text.split('\n')))).toBeNull();
  }
});

test('only lines that are added count: neither what stood there, nor what is taken away', async () => {
  const patch = `diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -10,3 +10,3 @@\n ghp_${key(36)}\n-ghp_${key(36)}\n+nothing\n ghp_${key(36)}\n`;
  expect(await scan(patch)).toBeNull();
});

test('lines are those of the new file, also after other changes, and in files with strange names', async () => {
  const patch = `diff --git "a/\\303\\244.ts" "b/\\303\\244.ts"\n--- "a/\\303\\244.ts"\n+++ "b/\\303\\244.ts"\n@@ -1,2 +1,4 @@\n+one\n+two\n keep\n-old\n+ghp_${key(36)}\n@@ -50 +52,2 @@\n keep\n+glpat-${key(20)}\n`;
  expect((await scan(patch))?.findings.map(({ path, line }) => [path, line])).toEqual([['ä.ts', 4], ['ä.ts', 53]]);
});

test('several secrets in a line are one finding, with every one of them masked', async () => {
  const [one, two] = [`ghp_${key(36)}`, `glpat-${key(20)}`];
  const found = await scan(added('a.env', [`A=${one} B=${two}`]));
  expect(found).toEqual({ found: 1, findings: [{ path: 'a.env', line: 1, rule: 'github', excerpt: 'A=•••••• B=••••••' }] });
});

test('comments that turn the library off are not listened to', async () => {
  expect(await scan(added('a.ts', ['// secretlint-disable', `const a = "ghp_${key(36)}";`]))).not.toBeNull();
});

test('more findings than are kept are counted, and the event loop is not held up by a large diff', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const lines = Array.from({ length: 120_000 }, (_, index) => (index % 600 === 0 ? `ghp_${key(36)}` : `const value${index} = call(${index}, "text");`));
  const found = await scan(added('big.ts', lines));
  clearInterval(timer);
  expect([found?.found, found?.findings.length]).toEqual([200, 100]);
  expect(turns).toBeGreaterThan(3);
});

test('a diff that is too large to be looked through says so instead of passing', async () => {
  expect(await scanDiff(new Uint8Array(65 * 1024 * 1024))).toMatchObject({ found: 1, findings: [{ rule: 'not-scanned' }] });
});
