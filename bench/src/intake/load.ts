import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
import type { IntakePlan, IntakeResult } from './apply-deliveries.ts';

/** A process of its own (Node): sends the plan's delivery over and over, each time with another id, prints what came of it. */
const plan: IntakePlan = JSON.parse(process.argv[2] ?? '');
const result = await autocannon({
  url: plan.url, connections: plan.connections, duration: plan.seconds, method: 'POST', body: plan.body,
  requests: [{ setupRequest: (request) => ({ ...request, headers: { ...plan.headers, 'x-github-delivery': randomUUID() } }) }],
});
const answer: IntakeResult = { perSecond: result['2xx'] / result.duration, p99: result.latency.p99, failed: result.non2xx + result.errors + result.timeouts };
process.stdout.write(JSON.stringify(answer));
