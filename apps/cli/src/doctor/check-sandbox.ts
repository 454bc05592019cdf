import { probeSandbox } from '@lime/sandbox';
import { broken, fine, warning, type Finding } from './finding.ts';

/** Whether commands can be locked up here, and whether their memory and processes can be bounded. */
export async function checkSandbox(): Promise<Finding[]> {
  const { bwrap, cgroup } = await probeSandbox();
  return [
    bwrap.ok ? fine('sandbox', `bubblewrap ${bwrap.version}, a trial command ran`) : broken('sandbox', bwrap.reason, bwrap.fix),
    cgroup.kind === 'none' ? warning('limits', cgroup.warning) : fine('limits', `cgroup ${cgroup.kind} (${cgroup.controllers.join(', ')})`),
  ];
}
