import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSshServer, type SshServer } from '../../testing/ssh-server.ts';
import { remoteScript, type RemoteWork } from './remote-script.ts';
import { talkOverSsh } from './talk-over-ssh.ts';

setDefaultTimeout(60_000);
const server: SshServer | null = await openSshServer();
if (!server) console.error('SKIPPED: deployments over SSH, for this machine has no sshd (apt-get install openssh-server)');
const sshTest = test.skipIf(server === null);
let machine: Parameters<typeof talkOverSsh>[0];
let home: string;
beforeAll(() => {
  if (!server) return;
  const { port, user, hostKey, privateKey } = server;
  machine = { address: '127.0.0.1', port, user, hostKey: hostKey.split(' ').slice(0, 2).join(' '), privateKey };
  home = server.home;
});
afterAll(() => server?.close());

const work = (command: string, more: Partial<RemoteWork> = {}): RemoteWork => ({ mode: 'start', key: `run-${crypto.randomUUID()}`, lock: `target-${crypto.randomUUID()}`, command, timeoutSeconds: 30, environment: {}, nonce: `lime-${crypto.randomUUID()}`, ...more });
async function talk(asked: RemoteWork, { signal = AbortSignal.timeout(50_000), as = machine, onSay }: { signal?: AbortSignal; as?: typeof machine; onSay?: (said: string) => void } = {}) {
  let said = '';
  const ended = await talkOverSsh(as, { nonce: asked.nonce, script: remoteScript(asked), signal, say: (text) => {
    said += text;
    onSay?.(said);
  } });
  return { ended, said };
}
const exit = (code: number) => ({ kind: 'said', verdict: { kind: 'exit', code } }) as const;
const inHome = (name: string) => readFileSync(join(home, name), 'utf8');

sshTest('a command runs at home with its variables, whatever they hold; its output and its end come back', async () => {
  const nasty = `'; touch "${home}/injected"; $(id) \`id\` \\ "\n two\tlines \u{1F34B}`;
  const { ended, said } = await talk(work('pwd; printf "%s" "$NASTY" > nasty; echo to stderr >&2; printf "no end of line"; exit 3', { environment: { NASTY: nasty } }));
  expect(ended).toEqual(exit(3));
  expect(said).toContain(`${home}\nto stderr\nno end of line`);
  expect([inHome('nasty'), existsSync(join(home, 'injected'))]).toEqual([nasty, false]);
});

sshTest('the same deployment is begun once, however often and by however many it is tried', async () => {
  const asked = work('echo once >> counted; sleep 0.5');
  const all = await Promise.all([1, 2, 3, 4].map(() => talk({ ...asked, nonce: `lime-${crypto.randomUUID()}` })));
  expect(all.map(({ ended }) => ended)).toEqual([exit(0), exit(0), exit(0), exit(0)]);
  expect((await talk(asked)).ended).toEqual(exit(0));
  expect(inHome('counted')).toBe('once\n');
});

sshTest('a connection that is lost leaves the command alone, and whoever asks later hears how it ended', async () => {
  const lost = new AbortController();
  const asked = work('echo begun; until [ -f go ]; do sleep 0.05; done; echo through >> survived; exit 7');
  const first = await talk(asked, { signal: lost.signal, onSay: (said) => void (said.includes('begun') && lost.abort()) });
  expect(first.ended.kind).toBe('lost');
  const following = talk({ ...asked, mode: 'follow' });
  writeFileSync(join(home, 'go'), '');
  expect((await following).ended).toEqual(exit(7));
  expect(inHome('survived')).toBe('through\n');
});

sshTest('asked about what was never begun, it begins nothing', async () => {
  const { ended } = await talk(work('touch never', { mode: 'follow' }));
  expect([ended, existsSync(join(home, 'never'))]).toEqual([{ kind: 'said', verdict: { kind: 'absent' } }, false]);
});

sshTest('a command that takes too long is killed with all that it has started', async () => {
  const { ended } = await talk(work('sh -c "sleep 30; touch outlived" & echo $$ > group; wait', { timeoutSeconds: 1 }));
  expect(ended).toMatchObject({ kind: 'said', verdict: { kind: 'late' } });
  const left = Bun.spawnSync(['ps', '-eo', 'pgid=,stat=,args=']).stdout.toString().split('\n').map((line) => line.trim().split(/\s+/)).filter(([group, state = 'Z']) => group === inHome('group').trim() && !state.startsWith('Z'));
  expect([left, existsSync(join(home, 'outlived'))]).toEqual([[], false]);
});

sshTest('a machine that went down in the middle: nobody can tell', async () => {
  const asked = work('touch begun-once');
  await talk(asked);
  Bun.spawnSync(['rm', join(home, '.assembly-lime', asked.key, 'done')]);
  const { ended } = await talk(asked);
  expect(ended).toEqual({ kind: 'said', verdict: { kind: 'interrupted' } });
});

sshTest('while one deployment of a target is at work there, another one is not begun', async () => {
  const first = work('until [ -f free ]; do sleep 0.05; done');
  const running = talk(first);
  while (!existsSync(join(home, '.assembly-lime', first.key, 'pid'))) await Bun.sleep(10);
  const second = work('touch second', { lock: first.lock });
  expect((await talk(second)).ended).toEqual({ kind: 'said', verdict: { kind: 'busy' } });
  expect((await talk(work('true'))).ended).toEqual(exit(0));
  writeFileSync(join(home, 'free'), '');
  await running;
  expect([(await talk(second)).ended, existsSync(join(home, 'second'))]).toEqual([exit(0), true]);
});

sshTest('neither another host key, nor a key that does not let in, nor a silent machine gets the script', async () => {
  const asked = work('touch leaked');
  const [kind] = machine.hostKey.split(' ');
  const other = `${kind} ${Buffer.from(Buffer.from(machine.hostKey.split(' ')[1] ?? '', 'base64').map((byte, at) => (at > 20 ? byte ^ 1 : byte))).toString('base64')}`;
  expect((await talk(asked, { as: { ...machine, hostKey: other } })).ended).toMatchObject({ kind: 'not_begun', why: expect.stringMatching(/host key/i) });
  expect((await talk(asked, { as: { ...machine, privateKey: server?.strangersKey ?? '' } })).ended).toMatchObject({ kind: 'not_begun', why: expect.stringContaining('Permission denied') });
  expect((await talk(asked, { as: { ...machine, port: 1 } })).ended).toMatchObject({ kind: 'not_begun' });
  expect(existsSync(join(home, 'leaked'))).toBe(false);
});

sshTest("neither this process's environment nor the key are left anywhere, or seen by the command", async () => {
  process.env['LIME_OF_THE_SERVER'] = 'the server alone knows this';
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = mkdtempSync(join(tmpdir(), 'lime-tmp-'));
  const secret = 'in no list of processes';
  const { said } = await talk(work('env; ps axww -o args', { environment: { TOKEN: secret } }));
  delete process.env['LIME_OF_THE_SERVER'];
  expect(said).not.toContain('the server alone knows this');
  expect(said.split(secret)).toHaveLength(2);
  expect(readdirSync(tmpdir())).toEqual([]);
  rmSync(tmpdir(), { recursive: true });
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  expect(Bun.spawnSync(['grep', '-r', secret, home]).stdout.toString()).toBe('');
});
