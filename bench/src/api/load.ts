import autocannon from 'autocannon';
import type { LoadPlan, LoadResult } from './apply-load.ts';

/**
 * A process of its own (Node): sends the requests of the plan in `argv` round and round, prints what
 * came of it. Each connection begins at another request: all at the same one would follow each
 * other through the projects in a convoy, each waiting for the row that the one before has locked.
 */
const plan: LoadPlan = JSON.parse(process.argv[2] ?? '');
let connections = 0;
const result = await autocannon({
  url: plan.url, connections: plan.connections, duration: plan.seconds, requests: plan.requests,
  setupClient: (client) => {
    const first = connections++ % plan.requests.length;
    client.setRequests([...plan.requests.slice(first), ...plan.requests.slice(0, first)]);
  },
});
const answered = result['2xx'];
const answer: LoadResult = {
  requestsPerSecond: answered / result.duration,
  failed: result.non2xx + result.errors + result.timeouts,
};
process.stdout.write(JSON.stringify(answer));
