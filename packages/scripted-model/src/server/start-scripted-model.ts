import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { countFaults } from '../faults/count-faults.ts';
import { parseScript } from '../script/read-script.ts';
import { type Script } from '../script/script.ts';
import { listen } from './listen.ts';
import { reply } from './reply.ts';
import { type SeenRequest } from './seen-request.ts';

export type ScriptedModelOptions = {
  script: Script;
  /** Default: any free one. */
  port?: number;
  /** Default: 127.0.0.1. */
  host?: string;
  /** How many of the newest requests are kept in `requests`; default 1000. */
  remember?: number;
  /** Told of every request when it has been read, before it is answered. */
  onRequest?: (request: SeenRequest) => void;
};

export type ScriptedModel = {
  /** What SDKs take as base URL: as it is for Anthropic, with `/v1` for OpenAI. */
  url: string;
  requests: SeenRequest[];
  /** Ends all answers under way and frees the port. */
  close: () => Promise<void>;
};

/**
 * Starts a model server that answers from a script, in Anthropic's Messages and in OpenAI's Responses protocol.
 * Throws when the script is invalid or the port is taken.
 */
export async function startScriptedModel(options: ScriptedModelOptions): Promise<ScriptedModel> {
  const script = parseScript(options.script);
  const requests: SeenRequest[] = [];
  const sufferFault = countFaults();
  const closing = new AbortController();
  const see = (request: SeenRequest) => {
    requests.push(request);
    if (requests.length > (options.remember ?? 1000)) requests.shift();
    options.onRequest?.(request);
  };
  const server = createServer((request, response) => void handle(request, response));
  const url = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  return { url, requests, close };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    await reply({ script, see, sufferFault, gone: AbortSignal.any([gone.signal, closing.signal]) }, request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  }

  async function close(): Promise<void> {
    closing.abort();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
}
