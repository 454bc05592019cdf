import { expect, test } from 'bun:test';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { sandboxCgroups } from './cgroup/sandbox-cgroups.ts';
import { findProcesses } from './testing/find-processes.ts';
import { shellInSandbox } from './testing/shell-in-sandbox.ts';

function ownCgroups(): string[] {
  const base = sandboxCgroups();
  if (base.kind === 'none') return [];
  return base.parents.flatMap((parent) => readdirSync(parent)).filter((name) => name.includes(`.${process.pid}.`));
}

test('a daemon with its own session dies with the command and does not hold its output open', async () => {
  const marker = `daemon-${randomUUID()}`;
  const result = await shellInSandbox(`setsid sh -c 'setsid sh -c "sleep 1000; : ${marker}" & exit' & echo up; exit 0`);
  expect(result).toMatchObject({ kind: 'exited', exitCode: 0, stdout: 'up\n' });
  expect(findProcesses(marker)).toEqual([]);
});

test.skipIf(process.arch !== 'x64')('a daemon that disarms the parent-death signal of the first process dies as well', async () => {
  const marker = `stubborn-${randomUUID()}`;
  // Same user, so the code of the sandbox's first process can be overwritten. On its next step it
  // runs: prctl(PR_SET_PDEATHSIG, 0); for (;;) pause();
  const code = 'b89d000000bf0100000031f60f05b8220000000f05ebf7';
  const tamper = `open(M, "<", "/proc/1/maps"); my @text = grep { /r-xp/ } <M>; my ($a, $b) = map { hex } $text[0] =~ /^(\\w+)-(\\w+)/;
    my $code = pack("H*", "${code}"); open(F, "+<", "/proc/1/mem") or die; seek(F, $a, 0); print F "\\x90" x ($b - $a - length $code), $code; close F; print "tampered"`;
  const result = await shellInSandbox(`setsid sh -c 'sleep 1000; : ${marker}' & perl -e '${tamper}'`, { limits: { timeoutMs: 1_000 } });
  // That bwrap never learns of the command's end shows that the overwriting worked.
  expect(result).toMatchObject({ kind: 'timed_out', stdout: 'tampered' });
  expect(findProcesses(marker)).toEqual([]);
});

test.each(['timed_out', 'cancelled'] as const)('nothing is left after %s', async (kind) => {
  const marker = `left-${randomUUID()}`;
  const controller = new AbortController();
  const onOutput = () => { if (kind === 'cancelled') controller.abort(); };
  const script = `for i in 1 2 3; do setsid sh -c 'trap "" TERM; sleep 1000; : ${marker}' & done; echo ready; wait`;
  const result = await shellInSandbox(script, { signal: controller.signal, onOutput, limits: { timeoutMs: kind === 'timed_out' ? 400 : 60_000 } });
  expect(result).toMatchObject({ kind, stdout: 'ready\n' });
  expect(findProcesses(marker)).toEqual([]);
  expect(ownCgroups()).toEqual([]);
});

test('an abort before the start, or in the middle of it, is a cancellation too', async () => {
  expect(await shellInSandbox('echo ran', { signal: AbortSignal.abort() })).toMatchObject({ kind: 'cancelled', stdout: '' });
  for (let turn = 0; turn < 20; turn++) {
    const controller = new AbortController();
    const running = shellInSandbox('sleep 1000', { signal: controller.signal });
    for (let tick = 0; tick < turn; tick++) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect(await running).toMatchObject({ kind: 'cancelled' });
  }
  expect(ownCgroups()).toEqual([]);
});

test('twenty at a time do not get in each other’s way', async () => {
  const descriptorsBefore = readdirSync('/proc/self/fd').length;
  const runs = Array.from({ length: 20 }, (_, index) => shellInSandbox(`echo ${index} > own; sleep 0.1; cat own; ls | wc -l; exit ${index}`));
  const results = await Promise.all(runs);
  results.forEach((result, index) => expect(result).toMatchObject({ kind: 'exited', exitCode: index, stdout: `${index}\n1\n` }));
  expect(ownCgroups()).toEqual([]);
  expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(descriptorsBefore + 2);
});

test('when we are killed, the sandbox dies with us and the next process sweeps its cgroup', async () => {
  const marker = `orphan-${randomUUID()}`;
  const script = `
    const { shellInSandbox } = await import('${import.meta.dirname}/testing/shell-in-sandbox.ts');
    await shellInSandbox('echo up; sleep 1000; : ${marker}', { onOutput: () => console.log('up') });`;
  const owner = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe' });
  for await (const _ of owner.stdout) break;
  expect(findProcesses(marker).length).toBeGreaterThan(1);
  owner.kill('SIGKILL');
  await owner.exited;
  while (findProcesses(marker).length > 0) await Bun.sleep(5);
  const { sweepCgroups } = await import('./cgroup/sandbox-cgroups.ts');
  const base = sandboxCgroups();
  if (base.kind === 'none') return;
  const left = () => base.parents.flatMap((parent) => readdirSync(parent)).filter((name) => name.includes(`.${owner.pid}.`));
  expect(left()).not.toEqual([]);
  await sweepCgroups(base.parents);
  expect(left()).toEqual([]);
});
