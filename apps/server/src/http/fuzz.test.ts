import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import fc from 'fast-check';
import { addSampleRows } from '../testing/add-sample-rows.ts';
import { type JsonSchema, arbitraryOf } from '../testing/fuzz/arbitrary-of-schema.ts';
import { brokenOf } from '../testing/fuzz/broken.ts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import type { SampleIds } from '../testing/route-samples/route-samples.ts';

/** What fast-check prints when it finds something takes up the search where it was found. */
const settings = { seed: Number(process.env['LIME_FUZZ_SEED'] ?? 20_260_131), numRuns: Number(process.env['LIME_FUZZ_RUNS'] ?? 12), interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false };
setDefaultTimeout(120_000);

type Parameter = { name: string; in: string; schema: JsonSchema };
type Operation = { parameters: Parameter[]; responses: Record<string, unknown>; requestBody?: { content: Record<string, { schema: JsonSchema }> } };
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, JsonSchema> } };

let app: TestApp;
let admin: Admin;
let ids: SampleIds;
let document: Document;
beforeAll(async () => {
  app = await openTestApp({ role: 'api', env: { LIME_SESSION_RATE: '10000000', LIME_SIGN_IN_RATE: '10000000' } });
  admin = await app.addTenant('fuzzed');
  ids = await addSampleRows(app, admin, 'sample');
  document = (await (await fetch(`${app.origin}/openapi.json`)).json()) as Document;
});
afterAll(() => app.close());

const known = () => ({ ids: [...new Set(Object.values(ids).map(String))], components: document.components.schemas });
/** Ends what everything else here is done by. */
const tooFatal = (name: string) => /sessions|\/auth\//.test(name);
const audited = async (): Promise<number> => {
  const [row]: { count: number }[] = await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`SELECT count(*)::int AS count FROM audit_log WHERE actor_user_id = ${admin.userId}`);
  return row?.count ?? 0;
};

/** Without an address of its own a connector is to the forge that everybody knows. */
const goesOut = ({ path, method, body }: Asked) => method === 'POST' && path === '/connectors' && !(typeof body === 'object' && body !== null && 'url' in body && typeof body.url === 'string');

type Asked = { path: string; method: string; body: unknown };

/** Asks, and says what nobody should be answered: a fault of the server, or a change without a trace in the audit log. */
async function askFor({ path, method, body }: Asked, { responses }: Operation): Promise<string | null> {
  const before = await audited();
  const answer = await fetch(`${app.origin}/api/v1${path}`, {
    method, redirect: 'manual', headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }, ...(method !== 'GET' && { body: JSON.stringify(body) ?? '' }),
  });
  const text = await answer.text();
  // The forge that was named is not there, and that is no fault of this server.
  if (answer.status >= 500 && !text.includes('"forge_unreachable"')) return `${answer.status} ${text}`;
  // A budget that is used up and a fault of a server are among what the document calls the default; a path that was broken is another's.
  if (!(String(answer.status) in responses) && !(answer.status >= 300 && answer.status < 400) && ![402, 502].includes(answer.status) && !text.includes('nothing at this address')) return `${answer.status}, of which the document does not tell: ${text}`;
  const grown = (await audited()) - before;
  // A new organisation has a log of its own.
  if (answer.ok && path !== '/tenants' && method !== 'GET' && grown === 0) return `${answer.status} without a line in the audit log`;
  return !answer.ok && grown > 0 ? `${answer.status} with a line in the audit log` : null;
}

/** Requests to one operation: valid as far as the document says, and broken. */
function requestsTo(path: string, method: string, operation: Operation): fc.Arbitrary<Asked> {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const valid = schema ? arbitraryOf(schema, known()) : fc.constant(undefined);
  const body = schema ? fc.oneof(valid, brokenOf(valid).map(({ value }) => value)) : valid;
  const own = String(ids[path.split('/')[1] ?? ''] ?? 1);
  const inPath = fc.oneof({ weight: 6, arbitrary: fc.constant(own) }, { weight: 1, arbitrary: fc.constantFrom('0', '-1', '9223372036854775807', '9223372036854775808', '%00', '%ff', 'x', '1%20OR%201=1', '%2e%2e') });
  const parameters = operation.parameters.filter((one) => one.in === 'query');
  const query = fc.record(Object.fromEntries(parameters.map(({ name, schema: of }) => [name, fc.oneof(arbitraryOf(of, known()), brokenOf(arbitraryOf(of, known())).map(({ value }) => value))])), { requiredKeys: [] });
  return fc.record({ inPath, body, query }).map((made) => ({ method: method.toUpperCase(), body: made.body, path: `${path.replace(/\{\w+\}/g, made.inPath)}${queryText(made.query)}` }));
}

function queryText(query: Record<string, unknown>): string {
  const said = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent((typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed().slice(0, 4000))}`);
  return said.length === 0 ? '' : `?${said.join('&')}`;
}

test('whatever is asked of any operation, nothing breaks, and no change goes unrecorded', async () => {
  const found: string[] = [];
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation, name: `${method.toUpperCase()} ${path}` })));
  // What deletes comes last: it takes the rows away that others are about.
  for (const { path, method, operation, name } of operations.toSorted((a, b) => Number(a.method === 'delete') - Number(b.method === 'delete'))) {
    if (tooFatal(name)) continue;
    const outcome = await fc.check(fc.asyncProperty(requestsTo(path, method, operation), async (asked) => {
      fc.pre(!goesOut(asked));
      const wrong = await askFor(asked, operation);
      if (wrong !== null) throw new Error(`${wrong.slice(0, 300)}\n  ${asked.method} ${asked.path.slice(0, 300)} ${JSON.stringify(asked.body)?.slice(0, 600)}`);
    }), settings);
    const { errorInstance } = outcome;
    if (outcome.failed) found.push(`${name} (LIME_FUZZ_SEED=${outcome.seed}, path ${outcome.counterexamplePath}): ${errorInstance instanceof Error ? errorInstance.message : ''}`);
  }
  expect(found).toEqual([]);
});
