import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach } from 'bun:test';
import { type Script } from '../script/script.ts';
import { type ScriptedModel, startScriptedModel } from '../server/start-scripted-model.ts';

const started: ScriptedModel[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((model) => model.close()));
});

/** A scripted model for one test, with the makers' own clients, which do not try again by themselves. */
export async function startModel(script: Script): Promise<ScriptedModel & { anthropic: Anthropic; openai: OpenAI }> {
  const model = await startScriptedModel({ script });
  started.push(model);
  const anthropic = new Anthropic({ baseURL: model.url, apiKey: 'key-a', maxRetries: 0 });
  const openai = new OpenAI({ baseURL: `${model.url}/v1`, apiKey: 'key-o', maxRetries: 0 });
  return { ...model, anthropic, openai };
}

export const claudeTools: Anthropic.Tool[] = ['Read', 'Write', 'Edit', 'Bash', 'Grep', 'Glob'].map((name) => ({ name, input_schema: { type: 'object' } }));

export const codexTools: OpenAI.Responses.Tool[] = [
  { type: 'function', name: 'exec_command', strict: false, parameters: { type: 'object' } },
  { type: 'custom', name: 'apply_patch' },
];
