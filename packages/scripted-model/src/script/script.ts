import { z } from 'zod';
import { fault } from './fault.ts';
import { duration, size } from './measures.ts';
import { pattern } from './pattern.ts';

const path = z.string().min(1);

/** A tool by what it does; the server finds the tool of that kind that the request offers. */
const plainTool = z.discriminatedUnion('tool', [
  z.strictObject({ tool: z.literal('read'), path }),
  z.strictObject({ tool: z.literal('write'), path, content: z.string() }),
  z.strictObject({ tool: z.literal('edit'), path, find: z.string().min(1), replace: z.string() }),
  z.strictObject({ tool: z.literal('shell'), command: z.string().min(1) }),
  z.strictObject({ tool: z.literal('search'), pattern: z.string().min(1), path: path.default('.') }),
]);

/** Any tool by its exact name, with exactly this input (a text for a freeform tool). */
const exactTool = z.strictObject({
  call: z.strictObject({ name: z.string().min(1), input: z.union([z.record(z.string(), z.json()), z.string()]).default({}) }),
});

const toolUse = z.union([exactTool, plainTool]);

const tokens = z.int().nonnegative();

/** Tokens as the answer reports them; `input` counts those that no cache served. */
const usage = z.strictObject({
  input: tokens.optional(),
  output: tokens.optional(),
  cacheRead: tokens.optional(),
  cacheWrite5m: tokens.optional(),
  cacheWrite1h: tokens.optional(),
});

/** How text streams: so many characters in a piece, and so long a wait before each. */
const pace = z.strictObject({ chunk: z.int().positive().default(40), every: duration.default(0) });

const step = z
  .strictObject({
    say: z.string().optional(),
    use: z.union([toolUse, z.array(toolUse).min(1)]).optional(),
    usage: usage.optional(),
    pace: pace.optional(),
    fault: fault.optional(),
    /** So much text, after what it says. */
    huge: size.optional(),
    /** The tools are used wrongly: under a name that is not offered, or with arguments that make no sense. */
    wrongTool: z.enum(['not offered', 'bad arguments']).optional(),
    /** The step answers so many requests one after another, or all that come. */
    loop: z.union([z.literal(true), z.int().positive()]).optional(),
  })
  .refine(({ say, use, huge, wrongTool, fault: wrong }) => [say, use, huge, wrongTool, wrong].some((part) => part !== undefined), {
    error: 'a step must have one of say, use, huge, wrongTool, fault',
  });

const when = z.strictObject({
  prompt: pattern.optional(),
  toolResult: pattern.optional(),
  system: pattern.optional(),
  model: pattern.optional(),
  turn: z.int().positive().optional(),
});

const rule = z.strictObject({ name: z.string().optional(), when: when.default({}), fault: fault.optional(), steps: z.array(step).min(1) });

/** A whole script. Everything in it is plain JSON, so that YAML, JSON and TypeScript say the same. */
export const scriptSchema = z.strictObject({
  name: z.string().optional(),
  cwd: z.string().startsWith('/').optional(),
  models: z.array(z.string().min(1)).min(1).optional(),
  pace: pace.optional(),
  rules: z.array(rule).default([]),
  otherwise: step.optional(),
});

/** A script as its author writes it. */
export type Script = z.input<typeof scriptSchema>;
/** A script with its times, sizes and defaults read. */
export type ReadScript = z.output<typeof scriptSchema>;
export type Rule = z.output<typeof rule>;
export type Step = z.output<typeof step>;
export type ToolUse = z.output<typeof toolUse>;
export type PlainTool = z.output<typeof plainTool>;
export type ScriptUsage = z.output<typeof usage>;
export type Pace = z.output<typeof pace>;
