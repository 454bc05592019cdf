// Runs under Node.js inside the sandbox and lets the Codex SDK work there, as the runner says. JSON
// lines: `open`, `ask` and `tell` come in; `event`, `entry` and `turn` go out. The other side: open-conversation.ts.
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { followRecord } from './follow-record.mjs';

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const processes = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name));

/** What was here before the agent: the sandbox's own processes, and this one. */
const ours = new Set(processes());

/** The conversation: a Thread of the Codex SDK, and what the program writes down of it. */
let thread;
let record;
/** Stops the turn under way, so that the next one can begin with what a person says. */
let interrupt = new AbortController();
/** What people said that no turn has begun with yet, and how much of what they said has been heard. */
const told = [];
let heard = 0;
let working = false;

async function open({ sdk, options, threadOptions, threadId }) {
  const { Codex } = await import(pathToFileURL(sdk).href);
  const codex = new Codex({ ...options, env: process.env });
  thread = threadId ? codex.resumeThread(threadId, threadOptions) : codex.startThread(threadOptions);
  record = followRecord(process.env.CODEX_HOME, threadId);
}

/** Turns until nobody has anything more to say. A turn that somebody spoke into was stopped, and counts for nothing. */
async function converse(text) {
  working = true;
  let end = text === null ? null : await turn(text);
  while (told.length > 0) {
    const next = told.splice(0);
    heard += next.length;
    end = await turn(next.join('\n\n'));
  }
  working = false;
  if (end) say({ type: 'turn', ...end, heard, threadId: thread.id });
}

async function turn(text) {
  interrupt = new AbortController();
  try {
    const { events } = await thread.runStreamed(text, { signal: interrupt.signal });
    let answer = '';
    for await (const event of events) {
      await tellRecord(event);
      say({ type: 'event', event });
      if (event.type === 'item.completed' && event.item.type === 'agent_message') answer = event.item.text;
      if (event.type === 'turn.failed') return { ok: false, message: event.error.message };
    }
    return { ok: true, answer };
  } catch (error) {
    killCommands();
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  } finally {
    await tellRecord(null);
  }
}

/** Tells what has been written down since, before the event that it belongs to. A patch is written down a moment after it is told of. */
async function tellRecord(event) {
  const isPatch = event?.type === 'item.completed' && event.item.type === 'file_change';
  for (const entry of await record.read(thread.id, isPatch)) say({ type: 'entry', entry });
}

/** Commands of a turn that was stopped outlive the program that started them. */
function killCommands() {
  for (const pid of processes()) {
    if (ours.has(pid)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

let last = Promise.resolve();
const queue = (work) => {
  last = last.then(work).catch((error) => say({ type: 'turn', ok: false, message: String(error), heard, threadId: thread?.id ?? null }));
};
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.type === 'open') queue(() => open(message));
  if (message.type === 'ask') queue(() => converse(message.text));
  if (message.type === 'tell') {
    told.push(message.text);
    interrupt.abort();
    if (!working) queue(() => converse(null));
  }
}
