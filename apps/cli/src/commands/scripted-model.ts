import { once } from 'node:events';
import { readScript, startScriptedModel, type SeenRequest } from '@lime/scripted-model';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';

export const command = defineCommand({
  usage: 'scripted-model FILE [--port N]',
  about: `Serves Anthropic's Messages and OpenAI's Responses from a script (YAML, JSON or a TypeScript module),
so that agents can be driven without a model. Says what answered each request on stderr. Ctrl-C ends it.
The script is described in docs/scripted-model.md.`,
  positionals: [{ name: 'file', required: true }],
  options: { port: { type: 'string', value: 'N', help: 'port on 127.0.0.1 (default: any free one)' } },
  examples: ['lime scripted-model fix-the-price.yaml --port 8100'],
  run: async (context, { values, positionals: [path = ''] }) => {
    const read = await readScript(path);
    if (read.kind !== 'script') throw new CliError({ message: read.error, code: `script_${read.kind}`, hint: 'How to write one: docs/scripted-model.md' });
    const onRequest = (request: SeenRequest) => context.note(`${request.path} ${request.model}: ${answeredBy(request)}\n`);
    const model = await startScriptedModel({ script: read.script, port: readPort(values.port), remember: 0, onRequest }).catch((error: unknown) => {
      throw new CliError({ message: `the port cannot be opened: ${error instanceof Error ? error.message : String(error)}` });
    });
    const settings = { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'scripted', OPENAI_BASE_URL: `${model.url}/v1`, OPENAI_API_KEY: 'scripted' };
    if (context.json) context.write(`${JSON.stringify({ url: model.url, env: settings })}\n`);
    else context.write(`The scripted model answers on ${model.url}\n\n${Object.entries(settings).map(([name, value]) => `export ${name}=${value}\n`).join('')}`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await model.close();
    return exitCodes.ok;
  },
});

function readPort(given: string | undefined): number {
  const port = Number(given ?? 0);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw usageError(`--port must be a number below 65536, not "${given}"`);
}

function answeredBy({ answeredBy: by }: SeenRequest): string {
  return by.kind === 'step' ? `${by.rule}, step ${by.step}` : by.kind;
}
