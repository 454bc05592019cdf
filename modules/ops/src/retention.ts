/** For how many days what has happened is kept, of each kind that an operator may want kept shorter or longer. */
export const usualRetention = {
  /** Deliveries of webhooks as they came: so long are they known when they come again, and can be replayed. */
  deliveries: 14,
  hookRuns: 30,
  /** Runs of build pipelines, and the checks of pull requests. */
  pipelineRuns: 180,
  /** The newest of each target stay, however old they are: a rollback goes to one of them. */
  deployments: 730,
};
export type Retention = typeof usualRetention;

type ReadRetention = { kind: 'ok'; retention: Retention } | { kind: 'wrong'; message: string };

/** Reads `pipelineRuns=90,deployments=365`; what is not named is kept as usual. */
export function readRetention(text: string): ReadRetention {
  const named = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  const read: Record<string, number> = {};
  for (const part of named) {
    const [, kind = '', days = ''] = /^(\w+)\s*=\s*([1-9]\d{0,4})$/.exec(part) ?? [];
    if (!Object.hasOwn(usualRetention, kind)) return { kind: 'wrong', message: `must be days by kind, such as pipelineRuns=90,deployments=365; the kinds are ${Object.keys(usualRetention).join(', ')}` };
    read[kind] = Number(days);
  }
  return { kind: 'ok', retention: { ...usualRetention, ...read } };
}
