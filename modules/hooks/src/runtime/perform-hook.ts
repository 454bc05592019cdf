import { type CheckEnv, type HookContext, type HookError, type HookResult, type HookRuntime, mostHookBytes } from '@lime/contracts';
import { createValueMask, redactText } from '@lime/kernel';
import { runWalledScript, type ScriptEnd } from '@lime/sandbox';
import type { HooksContext } from '../context.ts';
import { isDenial } from '../read-denial.ts';
import { answerRequest, type Reach } from './answer-request.ts';
import { openHookProxy } from './open-hook-proxy.ts';
import { readOutput } from './read-output.ts';
import { recordRequests } from './record-requests.ts';

export type HookCode = { runtime: HookRuntime; code: string; egress: readonly string[]; timeoutMs: number };

export type Performing = {
  hook: HookCode;
  context: HookContext;
  /** The hook's own variables. */
  env: CheckEnv;
  /** False: no request leaves. */
  reach: boolean;
  /** Aborting kills the hook. */
  signal?: AbortSignal;
};

/** Runs a hook's code once, in its sandbox. Whatever becomes of it is the result; only bugs of ours throw. */
export async function performHook(ctx: HooksContext, performing: Performing): Promise<HookResult> {
  const { hook, env } = performing;
  const requests = recordRequests();
  const { mask } = createValueMask(env.vars.filter(({ isSecret }) => isSecret).map(({ value }) => value));
  const hide = (text: string) => redactText(mask(text));
  const ended = await start(ctx, performing, { egress: hook.egress, reach: performing.reach, outbound: ctx.outbound, timeoutMs: hook.timeoutMs, tell: requests.tell });
  const { outcome, output, error } = conclude(performing, ended, mask);
  return {
    outcome, output, error: error && { ...error, message: hide(error.message) }, log: storable(hide(ended.log)), durationMs: Math.round(ended.durationMs),
    egress: requests.told.map((request) => ({ ...request, host: mask(request.host), reason: request.reason === null ? null : hide(request.reason) })),
  };
}

/** Postgres keeps neither NUL nor half a surrogate pair. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

async function start(ctx: HooksContext, { hook, context, env, signal }: Performing, reach: Reach): Promise<ScriptEnd> {
  const nothing = { log: '', durationMs: 0 };
  if (env.problem !== null) return { kind: 'unavailable', message: env.problem, ...nothing };
  const prepared = await ctx.prepare(hook.code, { compile: false });
  if (prepared.kind === 'flawed') return { ...prepared, kind: 'threw', ...nothing };
  const job = {
    code: prepared.code, context: JSON.stringify({ ...context, env: Object.fromEntries(env.vars.map(({ key, value }) => [key, value])) }),
    timeoutMs: hook.timeoutMs, outputBytes: mostHookBytes, ...(signal && { signal }),
  };
  const mayFetch = hook.egress.length > 0;
  if (hook.runtime === 'quickjs') return ctx.scripts.run({ ...job, ...(mayFetch && { fetch: (request) => answerRequest(reach, request) }) });
  if (!mayFetch || !reach.reach) return runWalledScript({ ...job, program: hook.runtime });
  const proxy = await openHookProxy(reach);
  try {
    return await runWalledScript({ ...job, program: hook.runtime, egressSocket: proxy.socketPath });
  } finally {
    await proxy.close();
  }
}

type Conclusion = Pick<HookResult, 'outcome' | 'output' | 'error'>;

const sentences = {
  cancelled: 'it was stopped: what it was asked about is over',
  crashed: 'what ran it ended without an answer',
  too_much_output: `it returned more than ${mostHookBytes} bytes`,
};

function conclude({ hook, context }: Performing, ended: ScriptEnd, mask: (text: string) => string): Conclusion {
  switch (ended.kind) {
    case 'returned': {
      const read = readOutput(ended.json, mask);
      if (!read.ok) return failed(read.problem);
      // Only who is asked before something can refuse it.
      return { outcome: context.event.startsWith('before_') && isDenial(read.output) ? 'denied' : 'ok', output: read.output, error: null };
    }
    case 'timed_out':
      return { ...failed(`it took longer than ${hook.timeoutMs} ms`), outcome: 'timeout' };
    case 'out_of_memory':
      return { ...failed('it took more memory than a hook may'), outcome: 'memory' };
    case 'threw':
      return failed(ended.message, ended);
    case 'unavailable':
      return failed(ended.message);
    default:
      return failed(sentences[ended.kind]);
  }
}

function failed(message: string, place: Omit<HookError, 'message'> = { line: null, column: null }): Conclusion {
  return { outcome: 'failed', output: null, error: { message: storable(message), line: place.line, column: place.column } };
}
