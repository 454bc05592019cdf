import { type JsonObject, mostRounds, WorkflowSpec, type WorkflowStep } from '@lime/contracts';

/** The workflow of a chain whose review may send the work back this often; 0: it is reviewed once, and people are asked. */
export function chainKey(rounds: number): string {
  return `factory.chain.v1.r${rounds}`;
}

/** A workflow for every number of rounds, made of the one that changes a repository: whatever that learns, they can do too. */
export function chainWorkflows(change: WorkflowSpec): WorkflowSpec[] {
  return Array.from({ length: mostRounds + 1 }, (_, rounds) => chainWorkflow(change, rounds));
}

/**
 * The same steps as without a chain, with the reviews and repairs between the work and the question to people. Each stage
 * starts from the change of the one before, on the same commit. A review or repair that fails ends nothing: people are
 * asked about the last change that stands, and told.
 */
function chainWorkflow(change: WorkflowSpec, rounds: number): WorkflowSpec {
  const [work, ...after] = change.steps;
  if (work?.kind !== 'agent') throw new Error(`the workflow ${change.key} does not begin with an agent`);
  const changes = [work.id, ...numbered('bugfix', rounds)];
  const reviews = numbered('review', rounds + 1);
  const stages = changes.flatMap((step, at) => {
    const review = reviews[at] ?? '';
    const next = changes[at + 1];
    return [reviewOf(work, step, review, at + 1), ...(next === undefined ? [] : [repairOf(work, { step, review, next }, at + 1)])];
  });
  const outputOf = (id: string) => `$steps.${id}.output`;
  const outcome = { id: 'outcome', title: 'Look at what the stages came to', kind: 'tool', tool: 'factory.chain_outcome', with: { steps: changes, changes: changes.map(outputOf), reviews: reviews.map(outputOf) } };
  const ofOutcome = (text: string) => text.replaceAll(`$steps.${work.id}.output`, '$steps.outcome.output');
  const rest = after.map((step): unknown => JSON.parse(ofOutcome(JSON.stringify(step.kind === 'gate' ? asksAboutOutcome(step) : step))));
  return WorkflowSpec.parse({
    key: chainKey(rounds), title: `${change.title}, reviewed by an agent first`,
    steps: [work, ...stages, outcome, ...rest],
    output: { ...mapValues(change.output, ofOutcome), verdict: '$steps.outcome.output.verdict' },
  });
}

type Work = Extract<WorkflowStep, { kind: 'agent' }>;

function reviewOf(work: Work, step: string, id: string, round: number): object {
  return {
    ...work, id, title: round === 1 ? 'Review by an agent' : `Review by an agent, round ${round}`, mode: 'review', when: `$steps.${step}.output.changed`, mayFail: true,
    follows: { step, as: 'review' }, ...doneBy(work, 'review'),
  };
}

function repairOf(work: Work, { step, review, next }: { step: string; review: string; next: string }, round: number): object {
  return {
    // In the run's own mode: what a bug fix had to prove, its repair has to prove again.
    ...work, id: next, title: `Mend what the review found, round ${round}`, when: `$steps.${review}.output.changesRequested`, mayFail: true,
    follows: { step, as: 'continuation', review }, ...doneBy(work, 'bugfix'),
  };
}

/** Every stage has an agent, instructions and tools of its own, made out when the run starts. */
function doneBy(work: Work, stage: 'review' | 'bugfix'): { provider: string; with: JsonObject } {
  const own = Object.fromEntries(['recipe', 'model', 'tools', 'instructions', 'allowedPaths', 'others'].map((name) => [name, `$input.stages.${stage}.${name}`]));
  return { provider: `$input.stages.${stage}.provider`, with: { ...work.with, ...own } };
}

function asksAboutOutcome(gate: Extract<WorkflowStep, { kind: 'gate' }>): WorkflowStep {
  return { ...gate, question: '$steps.outcome.output.question', artifact: { ...gate.artifact, step: '$steps.outcome.output.step' } };
}

function numbered(stage: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${stage}_${at + 1}`);
}

function mapValues(record: Record<string, string>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
