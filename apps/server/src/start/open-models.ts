import { type Catalog, createCatalog, type ModelsFile, readModelsFile } from '@lime/gateway';
import { readScript, startScriptedModel } from '@lime/scripted-model';
import type { Config } from '../config.ts';

export type OpenModels =
  /** `keyVariables`: those of the environment that hold keys: no other program is to see them. */
  | { kind: 'open'; catalog: Catalog; keyVariables: string[]; close(): Promise<void> }
  | { kind: 'failed'; message: string };

/** Reads which models there are from the settings; with a script, starts the model server that plays them all. */
export async function openModels({ models }: Config): Promise<OpenModels> {
  const file = await readFile(models.file);
  if (file.kind === 'wrong') return { kind: 'failed', message: prefixed('LIME_MODELS', file.message) };
  const catalog = (scriptUrl: string | null) => createCatalog({ ...models, file: file.file, scriptUrl });
  const keyVariables = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', ...(file.file?.upstreams ?? []).flatMap(({ keyEnv }) => keyEnv ?? [])];
  if (models.script === null) return { kind: 'open', catalog: catalog(null), keyVariables, close: async () => {} };
  const read = await readScript(models.script);
  if (read.kind !== 'script') return { kind: 'failed', message: prefixed('LIME_MODEL_SCRIPT', read.error) };
  const model = await startScriptedModel({ script: read.script, remember: 1 });
  return { kind: 'open', catalog: catalog(model.url), keyVariables, close: model.close };
}

async function readFile(path: string | null): Promise<{ kind: 'ok'; file: ModelsFile | null } | { kind: 'wrong'; message: string }> {
  return path === null ? { kind: 'ok', file: null } : readModelsFile(path);
}

function prefixed(variable: string, message: string): string {
  return message.split('\n').map((line) => `${variable}: ${line}`).join('\n');
}
