import type { AgentWork, Provider } from '@lime/contracts';
import type { Script } from '@lime/scripted-model';

export type Step = NonNullable<NonNullable<Script['rules']>[number]['steps']>[number];

/** A provider as the conformance suite sees it. Adding one to the suite is adding a row here. */
export type Contestant = {
  readonly provider: Provider;
  /** The model that it is given; null for one that works without. Cases about models are not for those. */
  readonly model: string | null;
  /** Whether it can take up a conversation that it had in an earlier run; one that cannot is given a digest of it. */
  readonly remembers: boolean;
  /** Seconds that its program may need to start, on a machine that is busy. */
  readonly startSeconds: number;
  /** Its model's way to make "new" of "old" in a.txt. */
  readonly edits: readonly Step[];
  /** What its program refuses to a model that may edit and use the shell. */
  readonly refused: Step;
  /** How the work says what is to be done, where no model says it. */
  readonly workOf: (steps: readonly Step[]) => Partial<AgentWork>;
};

const edits: readonly Step[] = [{ use: { tool: 'read', path: 'a.txt' } }, { use: { tool: 'edit', path: 'a.txt', find: 'old', replace: 'new' } }];
const exactly = (name: string, input: Record<string, string>): Step => ({ use: { call: { name, input } } });
const fetching = (name: string) => exactly(name, { url: 'http://example.org/', prompt: 'Read it', format: 'text' });

const byModel = (provider: Provider, model: string, traits: Partial<Contestant> = {}): Contestant => ({
  provider, model, remembers: true, startSeconds: 0, edits, refused: fetching('WebFetch'), workOf: () => ({ provider, model, recipe: null }), ...traits,
});

export const contestants: readonly Contestant[] = [
  { provider: 'recipe', model: null, remembers: false, startSeconds: 0, edits, refused: {}, workOf: (steps) => ({ provider: 'recipe', recipe: { name: 'command', options: { command: commandOf(steps) } } }) },
  byModel('claude', 'claude-sonnet-5'),
  byModel('codex', 'gpt-5.5', { refused: { use: { tool: 'shell', command: 'rm -rf a.txt' } } }),
  byModel('acp', 'claude-sonnet-5', {
    remembers: false, startSeconds: 30, refused: fetching('webfetch'),
    edits: [exactly('read', { filePath: '/workspace/a.txt' }), exactly('edit', { filePath: '/workspace/a.txt', oldString: 'old', newString: 'new' })],
  }),
];

/** The shell commands of the steps, as a recipe that runs them. */
function commandOf(steps: readonly Step[]): string {
  const commands = steps.flatMap(({ use }) => (use && 'tool' in use && use.tool === 'shell' ? [`{ ${use.command}\n}`] : []));
  return commands.join(' && ') || 'true';
}
