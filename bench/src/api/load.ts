import autocannon from 'autocannon';
import type { LoadPlan, LoadResult } from './apply-load.ts';

/** A process of its own (Node): sends the requests of the plan in `argv` round and round, prints what came of it. */
const plan: LoadPlan = JSON.parse(process.argv[2] ?? '');
const result = await autocannon({ url: plan.url, connections: plan.connections, duration: plan.seconds, requests: plan.requests });
const answered = result['2xx'];
const answer: LoadResult = {
  requestsPerSecond: answered / result.duration,
  failed: result.non2xx + result.errors + result.timeouts,
};
process.stdout.write(JSON.stringify(answer));
