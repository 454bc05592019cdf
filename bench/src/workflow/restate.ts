import * as restate from '@restatedev/restate-sdk';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { STEPS } from '../adapter/protocol.ts';
import { serveAdapter, type Engine } from '../adapter/serve-adapter.ts';
import type { StepClock } from '../adapter/time-steps.ts';
import { startRestateServer } from './restate-server.ts';

/** Clocks by workflow key: the service runs in this process, the server in its own. */
const clocks = new Map<string, StepClock>();

const tenSteps = restate.workflow({
  name: 'tenSteps',
  handlers: {
    run: async (ctx: restate.WorkflowContext) => {
      const clock = clocks.get(ctx.key);
      for (let index = 0; index < STEPS; index++) {
        await ctx.run(`step${index}`, () => {
          clock?.mark();
          return index;
        });
      }
    },
  },
});

/** A workflow of ten `ctx.run` steps over HTTP/2, called through the ingress on kept-alive connections. */
async function startRestate(_databaseUrl: string, tempDir: string): Promise<Engine> {
  const server = await startRestateServer(tempDir);
  const endpoint = createServer(restate.createEndpointHandler({ services: [tenSteps], logger: logErrors })).listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  const { port } = endpoint.address() as AddressInfo;
  await post(`${server.admin}/deployments`, JSON.stringify({ uri: `http://127.0.0.1:${port}` }));
  const agent = new Agent({ keepAlive: true });
  let runs = 0;
  return {
    runWorkflow: async (clock) => {
      const key = `run${runs++}`;
      clocks.set(key, clock);
      await post(`${server.ingress}/tenSteps/${key}/run`, '', agent);
      clocks.delete(key);
    },
    stop: async () => {
      agent.destroy();
      await server.stop();
    },
  };
}

const logErrors: restate.LoggerTransport = (meta, ...message) => {
  if (String(meta.level) === 'error') console.error('restate:', ...message);
};

function post(url: string, body: string, agent?: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = body ? { 'content-type': 'application/json' } : {};
    const sent = request(url, { method: 'POST', headers, ...(agent && { agent }) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('error', reject);
      response.on('end', () => {
        if (response.statusCode === undefined || response.statusCode >= 300) reject(new Error(`${url} answered ${response.statusCode}: ${text}`));
        else resolve();
      });
    });
    sent.on('error', reject).end(body);
  });
}

await serveAdapter(startRestate);
