import type { RunEventBody } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

/** A model reads the digest before it does anything, so it is kept to about six thousand tokens. */
const digestChars = 24_000;
const lastWordsChars = 4000;
const saidChars = 1200;
/** Of a longer conversation only the end is looked at. */
const lastEvents = 600;

/**
 * What people and the agent said in a run, which tools were used and what went wrong, shortened for
 * a model that goes on with it or judges it. The agent's last words stand at the end, longer.
 */
export async function digestTranscript(tx: TenantRead, runId: bigint): Promise<string> {
  const rows: { body: RunEventBody }[] = await tx.sql`
    SELECT body FROM run_events
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId}
      AND (body->>'type' IN ('user_message', 'error') OR (body->>'type' = 'message' AND body->>'role' = 'assistant') OR (body->>'type' = 'tool' AND body->>'phase' = 'start'))
    ORDER BY seq DESC LIMIT ${lastEvents}`;
  return shorten(rows.map((row) => row.body).toReversed());
}

/** {@link digestTranscript} for events that were read already, in order. */
export function shorten(events: RunEventBody[]): string {
  const lastWords = events.findLastIndex((event) => event.type === 'message');
  const lines: string[] = [];
  let tools = new Map<string, number>();
  const tellTools = () => {
    if (tools.size > 0) lines.push(`[tools] ${[...tools].map(([name, times]) => (times === 1 ? name : `${name} ×${times}`)).join(', ')}`);
    tools = new Map();
  };
  for (const [index, event] of events.entries()) {
    if (event.type === 'tool') {
      tools.set(event.name, (tools.get(event.name) ?? 0) + 1);
      continue;
    }
    tellTools();
    if (event.type === 'user_message') lines.push(`[${event.from}] ${cut(event.text, saidChars)}`);
    else if (event.type === 'error') lines.push(`[error ${event.code}] ${cut(event.text, saidChars)}`);
    else if (event.type === 'message') lines.push(`[agent] ${cut(event.text, index === lastWords ? lastWordsChars : saidChars)}`);
  }
  tellTools();
  return keepEnd(lines);
}

function keepEnd(lines: string[]): string {
  let size = 0;
  let first = lines.length;
  while (first > 0 && size + (lines[first - 1]?.length ?? 0) + 1 <= digestChars) size += (lines[--first]?.length ?? 0) + 1;
  return [...(first > 0 ? [`… (${first} earlier entries left out)`] : []), ...lines.slice(first)].join('\n');
}

/** The beginning and the end of a long text. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const tail = Math.floor(limit / 3);
  return `${text.slice(0, limit - tail)} … ${text.slice(-tail)}`;
}
