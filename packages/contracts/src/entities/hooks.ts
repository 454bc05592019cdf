import { z } from 'zod';
import { EgressEntry, registriesPreset } from '../egress.ts';
import { defineEntity } from '../entity.ts';
import { Id, Json, JsonObject, Timestamp } from '../ids.ts';

/** What hooks can be called for. Those that come before something may refuse it. */
export const HookEvent = z.enum(['before_agent_run', 'after_agent_run', 'ticket_created', 'ticket_moved', 'webhook_received', 'before_deploy', 'after_deploy', 'gate_decided']);
export type HookEvent = z.infer<typeof HookEvent>;

export const HookRuntime = z.enum(['quickjs', 'bun', 'node']);
export type HookRuntime = z.infer<typeof HookRuntime>;

/** Bytes of a hook's code, and of the JSON that it returns. */
export const mostHookBytes = 65_536;

const Code = z.string().min(1).refine((code) => new TextEncoder().encode(code).byteLength <= mostHookBytes, `must be at most ${mostHookBytes} bytes`).refine((code) => !code.includes('\0'), 'must not hold a NUL');
const Egress = z.array(EgressEntry.refine((entry) => entry !== registriesPreset, 'name the hosts themselves')).max(50);
const TimeoutMs = z.int().min(50).max(30_000);

export const hooks = defineEntity({
  name: 'hooks',
  one: 'hook',
  title: 'Hooks',
  about: 'Your own JavaScript or TypeScript, run in a sandbox when something happens. A hook on a before_ event may refuse it by returning {"deny": "the reason"}.',
  fields: {
    name: z.string().trim().min(1).max(100).meta({ title: 'Name', examples: ['Freeze on Fridays'] }),
    eventType: HookEvent.meta({ title: 'Event' }),
    projectId: Id.nullable().default(null).meta({ title: 'Project', description: 'Only for what happens in this project; empty: in all' }),
    runtime: HookRuntime.default('quickjs').meta({ title: 'Runtime', description: 'quickjs starts in milliseconds; bun and node have their whole standard library, in a sandbox of their own' }),
    code: Code.meta({ title: 'Code', examples: ['export default (context) => ({ deny: "not today" })'] }),
    egress: Egress.default([]).meta({ title: 'Hosts', description: 'Hosts that it may reach; none when empty', examples: [['hooks.example.org']] }),
    timeoutMs: TimeoutMs.default(5000).meta({ title: 'Time', description: 'Milliseconds after which it is stopped' }),
    maxAttempts: z.int().min(1).max(5).default(1).meta({ title: 'Attempts', description: 'How often it is tried when it fails; a hook on a before_ event is tried once' }),
    enabled: z.boolean().default(true).meta({ title: 'Enabled' }),
  },
  fixed: ['projectId'],
  extra: { createdBy: Id.nullable().meta({ title: 'Made by', description: 'The member who made it' }) },
  filters: ['eventType', 'projectId', 'enabled'],
});

/** What a hook is given, besides `env`: the values of its own sets of variables. */
export const HookContext = z.object({
  event: HookEvent,
  tenantId: Id,
  projectId: Id.nullable(),
  /** Who caused the event; null: the platform itself. */
  userId: Id.nullable(),
  ticketId: Id.nullable(),
  runId: Id.nullable(),
  payload: JsonObject,
});
export type HookContext = z.infer<typeof HookContext>;

export const HookOutcome = z.enum(['ok', 'failed', 'denied', 'timeout', 'memory']);
export type HookOutcome = z.infer<typeof HookOutcome>;

/** `line` and `column` count from 1. */
export const HookError = z.object({ message: z.string(), line: z.int().nullable(), column: z.int().nullable() });
export type HookError = z.infer<typeof HookError>;

/** A request that a hook has made, or was refused. `status`: of the answer, where the server has seen it. */
export const HookRequest = z.object({ method: z.string(), host: z.string(), allowed: z.boolean(), status: z.int().nullable(), reason: z.string().nullable() });
export type HookRequest = z.infer<typeof HookRequest>;

/** How a hook's code ended. Values of its secret variables are masked in all of it. */
export const HookResult = z.object({
  outcome: HookOutcome,
  /** What it returned. */
  output: Json,
  error: HookError.nullable(),
  log: z.string(),
  egress: z.array(HookRequest),
  durationMs: z.int().nonnegative(),
});
export type HookResult = z.infer<typeof HookResult>;

/** One attempt of a hook for one event. */
export const HookRunView = z.object({
  id: Id,
  hookId: Id,
  eventType: HookEvent,
  status: z.enum(['queued', 'running', 'done']),
  attempt: z.int(),
  context: HookContext,
  outcome: HookOutcome.nullable(),
  output: Json,
  error: HookError.nullable(),
  log: z.string(),
  egress: z.array(HookRequest),
  durationMs: z.int().nullable(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
});
export type HookRunView = z.infer<typeof HookRunView>;

const sample = {
  payload: JsonObject.optional().meta({ description: 'In place of the sample payload of the event' }),
  allowEgress: z.boolean().default(false).meta({ description: 'Really make the requests that it makes; they are refused otherwise' }),
};

/** Runs a hook as it is saved. Nothing is recorded, refused or repeated by it. */
export const TestHookBody = z.strictObject({ ...sample, eventType: HookEvent.optional() });
/** The same for code that is not saved. */
export const TestCodeBody = z.strictObject({ ...sample, eventType: HookEvent, runtime: HookRuntime.default('quickjs'), code: Code, egress: Egress.default([]), timeoutMs: TimeoutMs.default(5000) });
