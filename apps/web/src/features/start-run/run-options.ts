import { type AgentMode, AgentTool, RunnerLabel, type StartRunBody } from '@lime/contracts';
import { z } from 'zod';
import { centsOf } from '../../lib/money.ts';
import { readEgress } from '../../lib/read-egress.ts';

const Choice = z.enum(['detect', 'none', 'own']);

/** What may be said of a run besides what shall be done, where and by whom; as typed. */
export const RunOptions = z.object({
  setup: Choice,
  setupCommand: z.string(),
  checks: Choice,
  checkCommands: z.string(),
  /** What the agent may do. */
  tools: z.array(AgentTool),
  /** Whether it may reach what the project allows, nothing, or a part of what the project allows. */
  network: z.enum(['project', 'none', 'own']),
  registries: z.boolean(),
  hosts: z.string(),
  /** Separated by commas. */
  labels: z.string(),
  maxCost: z.string(),
});
export type RunOptions = z.infer<typeof RunOptions>;

export const usualOptions: RunOptions = { setup: 'detect', setupCommand: '', checks: 'detect', checkCommands: '', tools: [...AgentTool.options], network: 'project', registries: false, hosts: '', labels: '', maxCost: '' };

/** Whether agents may do more than read. */
export function mayChange(mode: AgentMode): boolean {
  return mode === 'implement' || mode === 'bugfix';
}

type Sent = Pick<StartRunBody, 'setup' | 'checks' | 'tools' | 'labels' | 'egress' | 'maxCostCents'>;

/** What to send of the options: nothing where it shall be as usual. What is wrong goes to `errors`, by field path. */
export function readRunOptions(options: RunOptions, mode: AgentMode, errors: Record<string, string>): Sent {
  const maxCostCents = centsOf(options.maxCost);
  if (maxCostCents === undefined) errors['maxCostCents'] = 'Give an amount in dollars, such as 2.50';
  const egress = egressOf(options);
  if (!egress.ok) errors['egress'] = egress.problem;
  const labels = labelsOf(options.labels);
  if (labels.some((label) => !RunnerLabel.safeParse(label).success)) errors['labels'] = 'A label has 60 characters at most';
  return {
    setup: { detect: null, none: '', own: options.setupCommand.trim() }[options.setup],
    checks: { detect: null, none: [], own: linesOf(options.checkCommands) }[options.checks],
    maxCostCents: maxCostCents ?? null,
    ...(labels.length > 0 && { labels }),
    ...(mayChange(mode) && options.tools.length < AgentTool.options.length && { tools: options.tools }),
    ...(egress.ok && options.network !== 'project' && { egress: egress.entries }),
  };
}

function egressOf({ network, registries, hosts }: RunOptions): ReturnType<typeof readEgress> {
  return network === 'own' ? readEgress({ registries, hosts }) : { ok: true, entries: [] };
}

/** The labels of a text with commas between them, each once. */
export function labelsOf(text: string): string[] {
  return [...new Set(text.split(',').map((label) => label.trim()).filter((label) => label !== ''))];
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

/** What is not as usual, in a few words each. */
export function unusualOptions(options: RunOptions, mode: AgentMode): string[] {
  const { setup, checks, tools, network, labels, maxCost } = options;
  const words = [
    setup !== 'detect' && (setup === 'none' ? 'no set-up' : 'own set-up'),
    checks !== 'detect' && (checks === 'none' ? 'no checks' : 'own checks'),
    mayChange(mode) && !tools.includes('edit') && 'no editing',
    mayChange(mode) && !tools.includes('bash') && 'no commands',
    network !== 'project' && (network === 'none' ? 'no network' : 'own hosts'),
    labelsOf(labels).length > 0 && `runners with ${labelsOf(labels).join(', ')}`,
    maxCost.trim() !== '' && `$${maxCost.trim().replace(/^\$/, '')} at most`,
  ];
  return words.filter((word) => word !== false);
}
