import { expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { agentsForTests, runOf } from './testing/agents-for-tests.ts';
import { gitIn } from './testing/start-server.ts';

/** Agents that go wrong in every way that their model can think of: each is bounded, told of, and leaves nothing behind. */
setDefaultTimeout(60_000);
/** Marks the processes of these tests among all of this machine. */
const mark = `${300_000 + Math.floor(Math.random() * 100_000)}`;

const script = `
cwd: /workspace
rules:
  - when: { prompt: Never end }
    steps:
      - use: { tool: shell, command: "echo more >> more.txt" }
        usage: { input: 20000, output: 100 }
        loop: true
  - when: { prompt: Say all you know }
    steps:
      - use: { tool: shell, command: "head -c 1G /dev/zero | tr '\\\\0' 'x'" }
      - say: That was all.
  - when: { prompt: Have children }
    steps:
      - use: { tool: shell, command: "for i in $(seq 700); do setsid sleep ${mark} & done 2> /dev/null; true" }
      - say: They are many.
  - when: { prompt: Fill the disk }
    steps:
      - use: { tool: shell, command: "head -c 6G /dev/zero > large" }
      - { use: { tool: shell, command: "sleep 8" }, loop: 5 }
      - say: Filled.
  - when: { prompt: Delete everything }
    steps:
      - use: { tool: shell, command: "find / -xdev -delete 2> /dev/null; find . -mindepth 1 -delete; true" }
      - say: Gone.
  - when: { prompt: Publish the key }
    steps:
      - use: { tool: shell, command: "echo sLp2Nm9QKzYCifRxPb/GNEDM7K/IMEFnUtXrlaJw=YEK_SSECCA_TERCES_SWA | rev > .env; git init -q . ; git -c user.name=a -c user.email=a@example.org commit -qam x; true" }
      - say: Published.
  - when: { prompt: Lose your head }
    steps:
      - use: { tool: shell, command: "echo part > part.txt" }
      - fault: { status: 503, times: always }
  - when: { prompt: Think in silence }
    steps: [{ say: "" }, { say: "" }]
  - when: { prompt: could not be read }
    steps: [{ say: "" }]
`;

const agents = agentsForTests({ script, providers: ['claude', 'codex'] });

const { origin } = agents;
const work = (provider: string, ...rest: string[]) => agents.lime(...agents.start(provider, '--check', 'test -s a.txt', ...rest));
const providers = [['claude'], ['codex']];

/** How many processes of this machine have the mark on their command line. */
const marked = () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes(`sleep\0${mark}`)).length;

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

test.each(providers)('%s loops: it is stopped before it costs more than it may, and its work is kept', async (provider) => {
  const { stdout, exitCode } = await work(provider, '--max-cost', '60', 'Never end');
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('(cost_limit_reached)')]);
  const run = runOf(stdout);
  const detail = JSON.parse((await agents.lime('show', run, '--json')).stdout) as { run: { costCents: number } };
  expect(detail.run.costCents).toBeGreaterThan(0);
  expect(detail.run.costCents).toBeLessThanOrEqual(60);
  expect((await agents.lime('diff', run)).stdout).toContain('+more\n');
});

test.each(providers)('%s prints 1 GB: the run goes on, and keeps some of it', async (provider) => {
  const { stdout, exitCode } = await work(provider, 'Say all you know');
  expect([exitCode, stdout.length < 4_000_000, stdout]).toEqual([0, true, expect.stringContaining('That was all.')]);
});

test.each(providers)('%s deletes everything it sees: its checks fail, and the repository is as it was', async (provider) => {
  const { stdout, exitCode } = await work(provider, 'Delete everything');
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('(checks_broken)')]);
  expect(gitIn(origin, 'show', 'main:a.txt')).toBe('old');
});

test.each(providers)('%s commits a secret: it is held at the gate, its line is named, and the secret is not shown', async (provider) => {
  const { stdout } = await work(provider, 'Publish the key');
  expect(stdout).toContain('.env:1');
  expect(stdout).not.toContain('bPxRfiCYzKQ9mN2pLs');
  const refused = await agents.lime('approve', runOf(stdout));
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('Likely secrets at .env:1')]);
  expect(gitIn(origin, 'branch', '--list')).toBe('* main');
});

test.each(providers)('%s answers nothing: that is told, and asks nobody', async (provider) => {
  expect((await work(provider, 'Think in silence')).stdout).toContain('found nothing to change');
  const { stdout, exitCode } = await work(provider, '--mode', 'review', 'Think in silence');
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('(answer_invalid)')]);
});

test.each(providers)('%s forks: so many processes are let live, and none outlives its work', async (provider) => {
  const { stdout } = await work(provider, 'Have children');
  expect(stdout).toMatch(/✔ succeeded|✘ failed/);
  expect(marked()).toBe(0);
});

test.each(providers)('%s fills the disk: it is stopped, told why, and what it wrote is gone', async (provider) => {
  const { stdout, exitCode } = await work(provider, 'Fill the disk');
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('(disk_full)')]);
});

// The last ones: the gateway leaves a model alone that is away.
test.each(providers)('%s loses its model: it gives up soon after the gateway, says why, and its work is kept', async (provider) => {
  const { stdout, exitCode } = await work(provider, 'Lose your head');
  expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/✘ failed .*(No upstream has answered|Every upstream of this model has failed).*\(agent_failed\)/)]);
  expect((await agents.lime('diff', runOf(stdout))).stdout).toContain('+part\n');
});
