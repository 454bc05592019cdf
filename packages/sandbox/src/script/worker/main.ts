import { writeSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type { FromWorker, ScriptResponse, ToWorker } from '../protocol.ts';
import { readLines } from '../read-lines.ts';
import { newEngine } from './engine.ts';
import { prepareScript } from './prepare-script.ts';
import { runScript } from './run-script.ts';

// Runs in a process of its own, and one script at a time: lines of JSON in, lines of JSON out.

const requests = new Map<number, (response: ScriptResponse) => void>();
let lastRequest = 0;
// Made while nobody waits: it takes longer than most scripts.
let engine = newEngine();

async function takeEngine() {
  const taken = await engine;
  setTimeout(() => void (engine = newEngine()), 0);
  return taken;
}

async function obey(order: ToWorker): Promise<void> {
  if (order.type === 'fetched') {
    requests.get(order.requestId)?.(order.response);
    requests.delete(order.requestId);
  } else if (order.type === 'prepare') {
    tell({ type: 'prepared', result: await prepareScript(order.source, order.compile ? await takeEngine() : null) });
  } else {
    tell({ type: 'ran', outcome: await runScript(await takeEngine(), order, { log: (text) => tell({ type: 'log', text }), fetch: ask }) });
    requests.clear();
  }
}

function ask(request: string): Promise<ScriptResponse> {
  const requestId = (lastRequest += 1);
  return new Promise((resolve) => {
    requests.set(requestId, resolve);
    tell({ type: 'fetch', requestId, request });
  });
}

/** Written at once: whoever is killed a moment later has said it. */
function tell(line: FromWorker): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSome(bytes.subarray(at));
}

function writeSome(bytes: Uint8Array): number {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    // The pipe is full: the server has not read it yet.
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    return 0;
  }
}

// The server, and whoever else is on this machine, comes first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
await engine;
tell({ type: 'ready' });
await readLines(Bun.stdin.stream(), Infinity, (line) => {
  const order: unknown = JSON.parse(line);
  if (isOrder(order)) void obey(order);
  return true;
});

/** The server's word is taken: it is the server that this program is kept from, not the other way round. */
function isOrder(value: unknown): value is ToWorker {
  return typeof value === 'object' && value !== null && 'type' in value;
}
