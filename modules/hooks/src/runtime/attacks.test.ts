import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckEnv, HookResult, HookRuntime } from '@lime/contracts';
import { createLogger } from '@lime/kernel';
import { createOutbound } from '@lime/outbound';
import { openKeyring } from '@lime/vault';
import { connect } from '@lime/db';
import { createHooksContext } from '../context.ts';
import { performHook } from './perform-hook.ts';

/** What a hook may try, on each runtime: each ends as one outcome, in its time, and nothing of the host is reached. */
setDefaultTimeout(30_000);
process.env['LIME_HOST_SECRET'] = 'do-not-leak';

const keys = await openKeyring({ setting: Buffer.alloc(32, 7).toString('base64'), file: '/nonexistent' });
if (keys.kind === 'failed') throw new Error(keys.message);
const unused = connect({ url: 'postgres://nobody@127.0.0.1:1/none' });
const logger = createLogger({ name: 'test', level: 'silent' });
const visits: string[] = [];
const server = Bun.serve({
  hostname: '127.0.0.1', port: 0,
  fetch: async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    visits.push(`${request.method} ${pathname} ${await request.text()}`);
    if (pathname === '/to') return new Response(null, { status: 302, headers: { location: searchParams.get('url') ?? '' } });
    if (pathname === '/large') return new Response('x'.repeat(2_000_000));
    return new Response('served', { headers: { 'X-Said': 'yes' } });
  },
});
const here = `friend.test:${server.port}`;
/** `friend.test` is a host of the operator's own network that hooks may reach; every other name leads to the same place, and may not. */
const ctx = createHooksContext({ db: unused, queue: { send: async () => {} }, announcer: { announce: () => {} }, keyring: keys.keyring, logger, outbound: createOutbound({ privateHosts: ['friend.test'], resolve: async () => [{ address: '127.0.0.1', family: 4 }] }) });
/** The same, where the operator lets hooks reach the loopback. */
const loopbackAllowed = { ...ctx, outbound: createOutbound({ privateHosts: ['127.0.0.1'] }) };
afterAll(async () => {
  await ctx.close();
  await server.stop(true);
  await unused.close();
});

type Options = { among?: typeof ctx; runtime?: HookRuntime; timeoutMs?: number; egress?: string[]; env?: CheckEnv['vars']; reach?: boolean };
const run = (code: string, { among = ctx, runtime = 'quickjs', timeoutMs = 800, egress = [], env = [], reach = true }: Options = {}): Promise<HookResult> =>
  performHook(among, {
    hook: { runtime, code, egress, timeoutMs }, env: { vars: env, problem: null }, reach,
    context: { event: 'ticket_created', tenantId: '1', projectId: null, userId: null, ticketId: null, runId: null, payload: {} },
  });

const anywhere: [string, string, HookResult['outcome'][]][] = [
  ['an endless loop', 'for (;;) {}', ['timeout']],
  ['an endless loop that catches', 'for (;;) { try { for (;;) {} } catch {} }', ['timeout']],
  ['an endless chain of promises', 'export default async () => { for (;;) { try { await 0 } catch {} } }', ['timeout']],
  ['a promise that never resolves', 'export default () => new Promise(() => {})', ['failed', 'timeout']],
  ['a regular expression that backtracks for ever', 'export default () => /^(a+)+$/.test("a".repeat(50) + "b")', ['timeout', 'ok']],
  ['native work that cannot be interrupted', 'export default () => { const s = "a".repeat(30e6); for (let i = 0; i < 1e5; i++) s.indexOf("a".repeat(1e6) + "b"); }', ['timeout', 'memory']],
  ['a memory bomb of bytes', 'export default () => { const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1)); }', ['memory', 'timeout']],
  ['a memory bomb of objects', 'export default () => { const all = []; for (;;) all.push({ a: [1, 2, 3] }); }', ['memory', 'timeout']],
  ['a memory bomb that catches', 'export default () => { const all = []; for (;;) { try { for (;;) all.push(new Array(1000).fill(1)) } catch {} } }', ['memory', 'timeout']],
  ['recursion without end', 'const f = () => f() + 1;\nexport default () => f()', ['failed', 'timeout']],
  ['output without end', 'export default () => "x".repeat(10e6)', ['failed', 'memory', 'timeout']],
  ['a log without end', 'export default () => { for (;;) console.log("x".repeat(1000)) }', ['timeout', 'memory']],
  ['an error with a message without end', 'export default () => { throw new Error("x".repeat(5e6)) }', ['failed', 'memory', 'timeout']],
  ['a result that runs while it is read', 'export default () => ({ toJSON() { for (;;) {} } })', ['timeout']],
  ['a thenable that never calls back', 'export default () => ({ then() {} })', ['failed', 'timeout']],
  ['built-ins replaced', 'JSON.stringify = () => "{\\"deny\\":1}"; Object.prototype.polluted = 1; Promise.prototype.then = () => {}; Array.prototype.map = null;\nexport default () => { console.log("x"); return { a: 1 } }', ['ok', 'failed', 'timeout']],
];

for (const runtime of ['quickjs', 'bun', 'node'] as const) {
  test.each(anywhere)(`${runtime}: %s is contained`, async (_, code, outcomes) => {
    const since = performance.now();
    const result = await run(code, { runtime });
    expect(outcomes).toContain(result.outcome);
    expect(performance.now() - since).toBeLessThan(15_000);
    expect([result.log.length < 40_000, (result.error?.message.length ?? 0) < 3000]).toEqual([true, true]);
    // Whatever happened, the next one runs.
    expect(await run('1')).toMatchObject({ outcome: 'ok', output: 1 });
  });
}

test('quickjs: there is no way to a host in it, by any of its own', async () => {
  const { output } = await run(`export default () => {
    const reach = (code) => { try { return typeof [].constructor.constructor('return ' + code)(); } catch (error) { return error.name; } };
    return ['process', 'Bun', 'require', 'Worker', 'WebAssembly', 'Deno', 'std', 'os', 'this.constructor.constructor("return process")()', 'import("fs")', 'console.log.constructor("return process")()', 'fetch.constructor("return globalThis")().process'].map(reach);
  }`);
  expect(output).toEqual(['ReferenceError', 'ReferenceError', 'ReferenceError', 'ReferenceError', 'ReferenceError', 'ReferenceError', 'ReferenceError', 'ReferenceError', 'ReferenceError', 'object', 'ReferenceError', 'undefined']);
  expect(await run('export default async () => String(await import("fs").catch((error) => error.name))')).toMatchObject({ output: 'ReferenceError' });
  expect(await run('export default () => Object.getOwnPropertyNames(globalThis).filter((name) => /^__|host|native/i.test(name))')).toMatchObject({ output: [] });
});

test('quickjs: nothing of one script is left for the next', async () => {
  await run('globalThis.left = "secret"; Object.prototype.left = "secret"; 1', { env: [{ key: 'K', value: 'secret-value', isSecret: true }] });
  expect(await run('export default ({ env }) => [globalThis.left ?? null, ({}).left ?? null, env.K ?? null]')).toMatchObject({ output: [null, null, null] });
});

test.each(['bun', 'node'] as const)('%s: no file, process, variable or link of the host is reached', async (runtime) => {
  const folder = await mkdtemp(join(tmpdir(), 'lime-host-'));
  await writeFile(join(folder, 'secret'), 'do-not-leak');
  const before = await readdir(tmpdir());
  const { output, outcome, error } = await run(`
    import fs from 'node:fs';
    import { spawnSync } from 'node:child_process';
    export default () => {
      const read = (path) => { try { return fs.readFileSync(path, 'utf8').includes('do-not-leak') ? 'LEAK' : 'other'; } catch (error) { return error.code; } };
      const write = (path) => { try { fs.writeFileSync(path, 'x'); return 'written'; } catch (error) { return error.code; } };
      fs.symlinkSync('${folder}/secret', '/workspace/link');
      fs.symlinkSync('/etc', '/workspace/etc');
      return {
        reads: ['${folder}/secret', '/workspace/link', '/proc/1/environ', '/proc/self/environ', '/etc/shadow', '/workspace/etc/shadow'].map(read),
        writes: ['/usr/x', '/opt/lime/run-hook.mjs', '/etc/x', '${folder}/x'].map(write),
        environment: Object.values(process.env).some((value) => value.includes('do-not-leak')),
        processes: fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length < 10,
        uid: spawnSync('id', ['-u']).stdout?.toString().trim(),
      };
    }`, { runtime, timeoutMs: 5000 });
  expect([outcome, error]).toEqual(['ok', null]);
  expect(output).toMatchObject({ reads: expect.not.arrayContaining(['LEAK']), writes: expect.not.arrayContaining(['written']), environment: false, processes: true, uid: '1000' });
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('lime-hook-') && !before.includes(name))).toEqual([]);
  await rm(folder, { recursive: true });
});

test.each(['bun', 'node'] as const)('%s: processes left behind, forks and disk without end stay inside', async (runtime) => {
  expect((await run('import { spawn } from "node:child_process"; export default () => { spawn("sleep", ["1000"], { detached: true, stdio: "ignore" }).unref(); return 1; }', { runtime })).outcome).toBe('ok');
  expect(['failed', 'timeout', 'memory']).toContain((await run('import { spawn } from "node:child_process"; export default async () => { for (;;) { spawn("sleep", ["1000"]).on("error", () => {}); await 0; } }', { runtime })).outcome);
  expect(['failed', 'memory']).toContain((await run('import fs from "node:fs"; export default () => { for (let n = 0; ; n++) fs.writeFileSync("/workspace/" + n, Buffer.alloc(1e6)); }', { runtime, timeoutMs: 5000 })).outcome);
});

const ask = (url: string, options = '') => `export default async () => { try { const answer = await fetch(${JSON.stringify(url)}${options}); return [answer.status, await answer.text()]; } catch (error) { return String(error.message); } }`;

for (const runtime of ['quickjs', 'bun', 'node'] as const) {
  test(`${runtime}: without hosts of its own a hook reaches nobody`, async () => {
    visits.length = 0;
    expect((await run(ask(`http://${here}/x`), { runtime, timeoutMs: 5000 })).output).toBeString();
    expect((await run(ask(`http://127.0.0.1:${server.port}/x`), { runtime, timeoutMs: 5000 })).output).toBeString();
    expect(visits).toEqual([]);
  });

  test(`${runtime}: with hosts it reaches those alone, and each request is on record`, async () => {
    visits.length = 0;
    const reached = await run(ask(`http://${here}/x`, ', { method: "POST", body: "hello" }'), { runtime, egress: [here], timeoutMs: 8000 });
    expect([reached.output, visits]).toEqual([[200, 'served'], ['POST /x hello']]);
    // Node asks for a tunnel, whatever it then sends through it.
    expect(reached.egress).toMatchObject([{ method: runtime === 'node' ? 'CONNECT' : 'POST', host: here, allowed: true }]);
    const other = await run(ask(`http://other.test:${server.port}/x`), { runtime, egress: [here], timeoutMs: 8000 });
    expect(other.egress).toMatchObject([{ host: `other.test:${server.port}`, allowed: false, reason: expect.stringContaining('not among the hosts') }]);
    expect(visits.length).toBe(1);
  });

  test(`${runtime}: a listed name that leads into a private network is refused all the same`, async () => {
    visits.length = 0;
    const inside = await run(ask(`http://innocent.test:${server.port}/x`), { runtime, egress: [`innocent.test:${server.port}`], timeoutMs: 8000 });
    expect(inside.egress).toMatchObject([{ host: `innocent.test:${server.port}` }]);
    expect(inside.egress).toMatchObject([{ allowed: false, reason: expect.stringContaining('127.0.0.1') }]);
    for (const host of [`127.0.0.1:${server.port}`, '169.254.169.254:80']) {
      const numeric = await run(ask(`http://${host}/x`), { runtime, egress: [host], timeoutMs: 8000 });
      expect([numeric.outcome, numeric.egress]).toEqual(['ok', [expect.objectContaining({ host, allowed: false, status: null, reason: expect.stringContaining(host.split(':')[0] ?? '') })]]);
    }
    expect(visits).toEqual([]);
  });

  test(`${runtime}: a host on the loopback that the operator allows is reached when it is listed, and on record when it is not`, async () => {
    visits.length = 0;
    const local = `127.0.0.1:${server.port}`;
    const reached = await run(ask(`http://${local}/x`), { runtime, egress: [local], timeoutMs: 8000, among: loopbackAllowed });
    expect([reached.output, visits, reached.egress]).toEqual([[200, 'served'], ['GET /x '], [expect.objectContaining({ host: local, allowed: true })]]);
    const unlisted = await run(ask(`http://${local}/x`), { runtime, egress: ['friend.test'], timeoutMs: 8000, among: loopbackAllowed });
    expect([visits.length, unlisted.egress]).toEqual([1, [expect.objectContaining({ host: local, allowed: false, reason: expect.stringContaining('not among the hosts') })]]);
  });
}

test('quickjs: a redirect is followed to listed hosts alone, an answer is bounded, and odd requests are refused', async () => {
  const at = { egress: [here], timeoutMs: 5000 };
  expect((await run(ask(`http://${here}/to?url=${encodeURIComponent(`http://other.test:${server.port}/x`)}`), at)).output).toEqual([302, '']);
  expect((await run(ask(`http://${here}/to?url=/x`), at)).output).toEqual([200, 'served']);
  expect((await run(ask(`http://${here}/large`), at)).output).toContain('more than');
  for (const odd of [ask('file:///etc/passwd'), ask('nothing'), ask(`http://${here}/x`, ', { method: "CONNECT" }'), ask(`http://${here}/x`, ', { headers: { "a\\r\\nb": "c" } }')]) expect((await run(odd, at)).output).toBeString();
  expect(await run(`export default async () => { const answer = await fetch("http://${here}/x", { headers: { host: "other.test" } }); return [answer.ok, answer.headers.get("X-SAID")]; }`, at)).toMatchObject({ output: [true, 'yes'] });
  const many = await run(`export default async () => { let refused = 0; await Promise.all(Array.from({ length: 60 }, () => fetch("http://${here}/x").catch(() => refused++))); return refused; }`, at);
  expect(many).toMatchObject({ outcome: 'ok', output: 10 });
});

test('a test makes no requests unless it is asked to', async () => {
  visits.length = 0;
  for (const runtime of ['quickjs', 'bun'] as const) await run(ask(`http://${here}/x`), { runtime, egress: [here], reach: false, timeoutMs: 5000 });
  expect(visits).toEqual([]);
});

test.each(['quickjs', 'bun'] as const)('%s: the values of its secrets are masked wherever they come out', async (runtime) => {
  const env = [{ key: 'TOKEN', value: 'hunter2-hunter2', isSecret: true }, { key: 'PLAIN', value: 'plain-value', isSecret: false }];
  const result = await run(`export default ({ env }) => { console.log("token " + env.TOKEN + " " + env.PLAIN); return { [env.TOKEN]: [env.TOKEN, btoa(env.TOKEN)], plain: env.PLAIN }; }`.replace(', btoa(env.TOKEN)', ''), { runtime, env });
  expect(result).toMatchObject({ outcome: 'ok', output: { '***': ['***'], plain: 'plain-value' } });
  expect(result.log).toContain('token *** plain-value');
  expect((await run('export default ({ env }) => { throw new Error("no " + env.TOKEN) }', { runtime, env })).error?.message).toBe('Error: no ***');
});

test('fifty at once are run, a few at a time, and each has its own answer', async () => {
  const results = await Promise.all(Array.from({ length: 50 }, (_, n) => run(`export default () => { for (let i = 0; i < 1e5; i++); return ${n}; }`, { timeoutMs: 10_000 })));
  expect(results.map(({ output }) => output)).toEqual(Array.from({ length: 50 }, (_, n) => n));
});
