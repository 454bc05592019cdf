import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';

const RETRY_MS = 2;
/** A member stuck in the kernel (dead network disk) may outlive this; the next start's sweep tries again. */
const GIVE_UP_MS = 5_000;

/** Kills all members of the cgroups and removes their directories. */
export async function removeCgroup(directories: string[]): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  for (const directory of directories) {
    while (!(await removed(directory)) && performance.now() < deadline) {
      killMembers(directory);
      await Bun.sleep(RETRY_MS);
    }
  }
}

async function removed(directory: string): Promise<boolean> {
  try {
    await rmdir(directory);
    return true;
  } catch {
    return !existsSync(directory);
  }
}

function killMembers(directory: string): void {
  const killFile = join(directory, 'cgroup.kill');
  try {
    // Since Linux 5.14, atomic. Otherwise one by one, and the caller comes again for those born meanwhile.
    if (existsSync(killFile)) writeFileSync(killFile, '1');
    else membersOf(directory).forEach((pid) => process.kill(pid, 'SIGKILL'));
  } catch {
    // A member or the cgroup went away by itself.
  }
}

function membersOf(directory: string): number[] {
  const text = readFileSync(join(directory, 'cgroup.procs'), 'utf8');
  return text.split('\n').filter(Boolean).map(Number).filter((pid) => pid > 0);
}
