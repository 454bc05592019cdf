import { runInSandbox, type EgressRequest, type SandboxCommand, type SandboxResult } from '@lime/sandbox';
import { withRegistries } from '../setup/with-registries.ts';
import type { Workbench } from './workbench.ts';

/** Runs a command that can reach the package registries; the transcript says what it reached, and what it was refused. */
export async function reachRegistries({ step, registries: find }: Workbench, command: SandboxCommand): Promise<SandboxResult> {
  const registries = await find();
  for (const note of registries.notes) await step.emit({ type: 'message', role: 'system', text: note });
  const reached = new Map<string, number>();
  const onRequest = ({ host, port, method, allowed, reason }: EgressRequest) => {
    const destination = `${host}:${port}`;
    step.log.info({ destination, method, allowed, reason }, 'a sandbox asked to leave');
    if (allowed && reason === undefined) reached.set(destination, (reached.get(destination) ?? 0) + 1);
    else void step.emit({ type: 'log', text: `${allowed ? 'Could not reach' : 'Refused to reach'} ${destination}: ${reason ?? ''}\n`, stream: 'stderr' });
  };
  const result = await withRegistries(registries, onRequest, (reach) => runInSandbox(reach(command)));
  for (const [destination, times] of reached) await step.emit({ type: 'status', text: `Reached ${destination} ${times === 1 ? 'once' : `${times} times`}` });
  return result;
}
