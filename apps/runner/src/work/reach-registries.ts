import { runInSandbox, type SandboxCommand, type SandboxResult } from '@lime/sandbox';
import { withRegistries } from '../setup/with-registries.ts';
import { tallyEgress } from './tally-egress.ts';
import type { Workbench } from './workbench.ts';

/** Runs a command that can reach the package registries; the transcript says what it reached, and what it was refused. */
export async function reachRegistries({ step, registries: find }: Workbench, command: SandboxCommand): Promise<SandboxResult> {
  const registries = await find();
  for (const note of registries.notes) await step.emit({ type: 'message', role: 'system', text: note });
  const tally = tallyEgress(step);
  const result = await withRegistries(registries, tally.note, (reach) => runInSandbox(reach(command)));
  await tally.tell();
  return result;
}
