import { expect, test } from 'bun:test';
import { runLime } from './testing/run-lime.ts';
import { serverForTests } from './testing/start-server.ts';

/** Members, keys, sessions and the audit log from the command line, with the real server. */
const server = serverForTests({ LIME_EMBEDDED_RUNNER: 'off' });

const lime = (args: string[]) => runLime(args, { env: { LIME_DATA: server.data } });
const limeBy = (token: string, args: string[]) => runLime(args, { server: server.url(), token });

test('a key is made, shown once, used as LIME_TOKEN within its scopes, listed and revoked', async () => {
  expect((await lime(['keys'])).stdout).toContain('No API keys');
  const made = await lime(['keys', 'create', 'ci', '--scope', 'read', '--days', '30']);
  const key = made.stdout.trim();
  expect([made.exitCode, key, made.stderr]).toEqual([0, expect.stringMatching(/^lime_key_[\w-]{43}$/), expect.stringContaining('not shown again')]);
  expect((await limeBy(key, ['project', 'list'])).exitCode).toBe(0);
  expect(await limeBy(key, ['project', 'create', 'SHOP', 'Shop'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('project.manage') });
  const listed = (await lime(['keys', 'list'])).stdout;
  expect(listed).toMatch(/^1 +lime_key_\S{8}… +ci +read +(used|never used).*ends /);
  expect(listed).not.toContain(key);
  expect(await lime(['keys', 'revoke', '1'])).toMatchObject({ exitCode: 0, stdout: 'key 1 is revoked\n' });
  expect(await limeBy(key, ['project', 'list'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('not accepted') });
  expect((await lime(['keys'])).stdout).toContain('revoked');
}, 60_000);

test('members are invited, listed, given roles, disabled and let in again', async () => {
  const invited = await lime(['members', 'invite', 'grace@example.org', '--role', 'dev']);
  expect([invited.exitCode, invited.stdout]).toEqual([0, expect.stringMatching(/^http:\S+\/join\?token=lime_invite_\S+\n$/)]);
  const token = new URL(invited.stdout.trim()).searchParams.get('token');
  const accepted = await fetch(`${server.url()}/api/v1/invitations/accept`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token, name: 'Grace' }) });
  expect(accepted.status).toBe(200);
  expect((await lime(['members', 'invitations'])).stdout).toMatch(/grace@example.org +dev +accepted/);
  expect(await lime(['members', 'roles', 'grace@example.org', '--role', 'qa', '--role', 'pm'])).toMatchObject({ exitCode: 0, stdout: 'grace@example.org has pm, qa\n' });
  expect((await lime(['members', 'disable', 'Grace@example.org'])).stdout).toBe('grace@example.org is disabled and signed out\n');
  expect((await lime(['members'])).stdout).toMatch(/you@localhost +You +admin[\s\S]*grace@example.org +Grace +pm, qa +disabled/);
  expect((await lime(['members', 'enable', 'grace@example.org'])).exitCode).toBe(0);
  expect((await lime(['members', 'link', 'grace@example.org'])).stdout).toMatch(/\/sign-in\?token=/);
  expect(await lime(['members', 'disable', 'you@localhost'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('active admin') });
  expect(await lime(['members', 'invite', 'x@example.org', '--role', 'king'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('There are: admin, pm, dev, qa') });
}, 60_000);

test('a role is made, changed and deleted', async () => {
  const roles = (...args: string[]) => lime(['roles', ...args]);
  expect((await roles('permissions')).stdout).toContain('gate.decide');
  expect((await roles('create', 'release', '--permission', 'gate.decide', '--about', 'Lets out')).stdout).toMatch(/^release +0 members +gate\.decide +Lets out/);
  expect((await roles('set', 'release', '--name', 'gatekeeper', '--permission', 'none')).stdout).toMatch(/^gatekeeper +0 members +nothing/);
  expect((await roles('delete', 'gatekeeper')).stdout).toBe('the role gatekeeper is gone\n');
  expect(await roles('delete', 'gatekeeper')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('admin') });
});

test('what was done stands in the audit log, which is narrowed and exported', async () => {
  expect((await lime(['audit', '--action', 'user.'])).stdout).toMatch(/You +enabled the member +\S.* user.enable /);
  const csv = (await lime(['audit', '--export', 'csv', '--action', 'api_key.'])).stdout.trim().split('\r\n');
  expect(csv.map((line) => line.split(',')[4])).toEqual(['action', '"api_key.refuse"', '"api_key.revoke"', '"api_key.create"']);
  const lines = (await lime(['audit', '--export', 'ndjson', '--target', 'invitation'])).stdout.trim().split('\n').map((line) => (JSON.parse(line) as { action: string }).action);
  expect(lines).toEqual(['invitation.accept', 'invitation.create']);
}, 60_000);

test('the log is narrowed to a person by their address; what concerns no organisation is for who runs the server', async () => {
  expect((await lime(['audit', '--actor', 'grace@example.org'])).stdout).toMatch(/Grace +accepted the invitation to +grace@example.org +invitation.accept/);
  expect(await lime(['audit', '--actor', 'nobody@example.org'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nobody@example.org') });
  await fetch(`${server.url()}/api/v1/me`, { headers: { authorization: `Bearer lime_key_${'x'.repeat(43)}` } });
  expect((await lime(['audit', '--platform'])).stdout).toMatch(/somebody unknown +was refused with the API key/);
}, 60_000);

test('invitations of others wait for an answer: without a GitHub account there are none', async () => {
  expect((await lime(['invitations'])).stdout).toBe('No invitations wait for your answer.\n');
  expect(await lime(['invitations', 'accept', '1'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no such open invitation') });
}, 60_000);

test('sessions are listed and ended', async () => {
  expect((await lime(['sessions'])).stdout).toMatch(/\d+ +this one/);
  expect(await lime(['sessions', 'end-others'])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/other sessions? ended/) });
  expect(await lime(['sessions', 'end', '999'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no such session') });
}, 60_000);

test.each([
  [['keys', 'make'], 'create NAME'],
  [['keys', 'create'], 'lime keys create NAME'],
  [['keys', 'create', 'x', '--days', '0'], 'from 1 to 3650'],
  [['members', 'invite', 'x@example.org'], '--role is missing'],
  [['members', 'fire'], 'unknown action fire'],
  [['audit', '--export', 'xml'], 'ndjson, csv'],
  [['audit', '--from', 'yesterday'], 'not a day or time'],
  [['sessions', 'end'], 'sessions [list'],
])('a wrong command ends with 2 and says what is wrong: lime %p', async (args, says) => {
  expect(await lime(args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) });
});
