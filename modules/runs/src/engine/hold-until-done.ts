import type { JsonObject, WorkflowSpec, WorkflowStep } from '@lime/contracts';

/** The signal that the tickets which a run's ticket waits for are done; its payload is what agents are given of the ticket then. */
export const ticketsDone = 'tickets_done';

const key = 'tickets';
/** A year: then nobody waits for it any more. */
const timeoutSeconds = 31_536_000;

/** The same workflow, begun only when the tickets are done that its own waits for. What agents are given of theirs is read then. */
export function holdUntilDone(spec: WorkflowSpec): WorkflowSpec {
  const wait: WorkflowStep = { id: key, title: 'Wait for other tickets', kind: 'wait', for: { signal: ticketsDone, timeoutSeconds } };
  return { ...spec, steps: [wait, ...spec.steps.map((step) => (step.kind === 'agent' ? { ...step, with: givenThen(step.with) } : step))] };
}

function givenThen(work: JsonObject): JsonObject {
  return { ...work, comments: `$steps.${key}.output.comments`, files: `$steps.${key}.output.files` };
}
