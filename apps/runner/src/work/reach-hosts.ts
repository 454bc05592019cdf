import { registriesPreset } from '@lime/contracts';
import type { EgressRule } from '@lime/sandbox';
import { withRegistries, type ReachRegistries } from '../setup/with-registries.ts';
import { tallyEgress } from './tally-egress.ts';
import type { Workbench } from './workbench.ts';

/**
 * Does `work` while the commands that it hands to `reach` can reach the hosts that the agent may
 * reach, and nothing else; without such hosts they have no network at all. Addresses of the
 * runner's own network are refused also where a name leads there; only registries may stand in it.
 */
export async function reachHosts<T>({ step, registries: find }: Workbench, work: (reach: ReachRegistries) => Promise<T>): Promise<T> {
  const { egress } = step.assignment.work;
  if (egress.length === 0) return work((command) => command);
  const registries = await find();
  const preset = egress.includes(registriesPreset) ? registries : { ...registries, allow: [], env: {}, readOnly: [], notes: [] };
  for (const note of preset.notes) await step.emit({ type: 'message', role: 'system', text: note });
  const hosts = egress.filter((entry) => entry !== registriesPreset).map(toRule);
  const tally = tallyEgress(step);
  try {
    return await withRegistries({ ...preset, allow: [...preset.allow, ...hosts] }, tally.note, work);
  } finally {
    await tally.tell();
  }
}

/** `example.org`, `*.example.org:8443`, `[2001:db8::1]`: as `EgressEntry` has it. */
function toRule(entry: string): EgressRule {
  const port = /:(\d+)$/.exec(entry)?.[1];
  return { host: entry.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1'), port: Number(port ?? 443) };
}
