// Runs under Node.js inside the sandbox and lets the Codex SDK work there, as its runner says. Speaks
// JSON lines: `open`, `ask` and `tell` come in; `event`, `heard` and `turn` go out. See open-codex.ts.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** @type {import('@openai/codex-sdk').Thread} */
let thread;
/** Stops the turn under way, to be gone on with by what a person says. */
let interrupt = new AbortController();
/** What people said in the middle of the turn. */
let told = [];

const handlers = {
  open: async ({ sdk, options, threadOptions, threadId }) => {
    const { Codex } = await import(pathToFileURL(sdk).href);
    const codex = new Codex({ ...options, env: process.env });
    thread = threadId ? codex.resumeThread(threadId, threadOptions) : codex.startThread(threadOptions);
  },
  ask: async ({ text }) => {
    let prompt = text;
    let end = await turn(prompt);
    while (told.length > 0) {
      prompt = told.splice(0).join('\n\n');
      end = await turn(prompt);
    }
    say({ type: 'turn', ...end, threadId: thread.id });
  },
  tell: async ({ text }) => {
    told.push(text);
    interrupt.abort();
  },
};

/** One turn of the conversation, to its end or until somebody has something to say. */
async function turn(text) {
  interrupt = new AbortController();
  try {
    const { events } = await thread.runStreamed(text, { signal: interrupt.signal });
    let answer = '';
    for await (const event of events) {
      say({ type: 'event', event });
      if (event.type === 'item.completed' && event.item.type === 'agent_message') answer = event.item.text;
      if (event.type === 'turn.failed') return { ok: false, message: event.error.message };
    }
    return { ok: true, answer };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

let last = Promise.resolve();
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.type === 'tell') await handlers.tell(message);
  else last = last.then(() => handlers[message.type](message)).catch((error) => say({ type: 'turn', ok: false, message: String(error), threadId: null }));
}
