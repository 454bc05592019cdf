import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Provider } from '@lime/contracts';
import { parseJson } from '@lime/kernel';
import { PriceInput } from './price.ts';

const Model = z.string().trim().min(1).max(200);

/** Tools that cost by the use or by the hour, or call another model: nothing here meters that. */
const unmetered = /^(web_search|code_execution|container|advisor|code_interpreter|file_search|image_generation|shell$)/;

const FileUpstream = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,59}$/i, 'must be letters, digits, dots or dashes, 60 at most'),
  protocol: z.enum(['anthropic', 'openai'], 'must be anthropic or openai'),
  baseUrl: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).transform((url) => url.replace(/\/+$/, '')),
  keyEnv: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable, not a key').optional(),
  /** Which models it serves: a list, or an object whose values are their prices (null: as known). Left out: all of its protocol. */
  models: z.union([z.array(Model).min(1), z.record(Model, PriceInput.nullable())], 'must be a list of models, or an object of models with their prices').optional(),
});

/** What `LIME_MODELS` names; docs/models.md tells it to people. */
export const ModelsFile = z.strictObject({
  upstreams: z.array(FileUpstream).min(1).optional(),
  prices: z.record(Model, PriceInput).default({}),
  unknownModels: z.union([z.literal('refuse'), PriceInput], 'must be "refuse" or a price').default('refuse'),
  defaults: z.partialRecord(Provider, Model).default({}),
  serverTools: z.array(z.string().min(1).refine((tool) => !unmetered.test(tool), 'has a price of its own, which is not metered: agents cannot have it')).default([]),
  defaultMaxCostCents: z.int().min(1).max(100_000_000).default(500),
});
export type ModelsFile = z.output<typeof ModelsFile>;

export type ModelsFileRead = { kind: 'ok'; file: ModelsFile } | { kind: 'wrong'; message: string };

/** Reads the file of models; each fault is told with the file and the path in it. */
export async function readModelsFile(path: string): Promise<ModelsFileRead> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => ({ code: error.code }));
  if (typeof text !== 'string') return { kind: 'wrong', message: text.code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${text.code})` };
  // What is not JSON is no object either: the schema says what the file must be.
  const parsed = ModelsFile.safeParse(parseJson(text), { error: (issue) => (issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : undefined) });
  if (parsed.success) return { kind: 'ok', file: parsed.data };
  return { kind: 'wrong', message: parsed.error.issues.map((issue) => `${path}: ${issue.path.join('.') || 'the file'}: ${issue.message}`).join('\n') };
}
