import type { Conversation } from '../model/conversation.ts';
import { paceLines } from '../model/pace-lines.ts';
import { narrateTools } from '../model/tool-narrator.ts';
import { createInbox, readInbox } from '../inbox.ts';
import type { AgentSession } from '../provider.ts';
import { claudeOptions } from './claude-options.ts';
import { saveConversation } from './conversation-file.ts';
import { readMessage, type ClaudeMessage } from './read-message.ts';
import type { ClaudeSdk, UserMessage } from './sdk.ts';
import { claudeProgram } from './start-program.ts';
import { takeTurns } from './take-turns.ts';
import { tellMessage } from './tell-message.ts';

type Given = { session: AgentSession; home: string; sdk: ClaudeSdk; /** The SDK's program on this machine. */ path: string; /** The conversation to go on with. */ resume: string | null };

/** Starts the program in the sandbox, and speaks with it by the SDK. */
export function openConversation({ session, home, sdk, path, resume }: Given): Conversation {
  const { emit, lines } = paceLines(session.bench.step.emit);
  const telling = { emit, tools: narrateTools(emit), inUse: new Map<string, string>() };
  const outgoing = createInbox<UserMessage>();
  const turns = takeTurns(outgoing.put);
  const program = claudeProgram(session, home, { path, lines });
  let sessionId = resume;
  const hear = async (message: ClaudeMessage) => {
    if (message.kind === 'started') sessionId = message.sessionId;
    await tellMessage(telling, message);
    if (message.kind === 'result') turns.hear(message.result);
  };
  const options = claudeOptions(session, { resume, pathToClaudeCodeExecutable: path, spawnClaudeCodeProcess: program.spawn });
  const listening = (async () => {
    try {
      for await (const message of sdk.query({ prompt: readInbox(outgoing), options })) for (const read of readMessage(message)) await hear(read);
      turns.close(await program.whyEnded('it ended without a word'));
    } catch (error) {
      // The SDK throws also after a result that says the same: then no turn waits any more.
      turns.close(await program.whyEnded(error instanceof Error ? error.message : String(error)));
    }
  })();
  return {
    ask: turns.ask,
    tell: turns.tell,
    end: async () => {
      outgoing.close();
      await program.kill();
      await listening;
      await telling.tools.close();
      return saveConversation(home, sessionId);
    },
  };
}
