import { statSync } from 'node:fs';
import type { RunAs } from './choose-run-as.ts';

/** Gives the cluster to the account that Postgres runs as; does nothing when it has it already. Only root ever has to. */
export function giveFilesTo(clusterDir: string, { uid, gid }: RunAs): void {
  if (statSync(clusterDir).uid === uid) return;
  const { success, stderr } = Bun.spawnSync(['chown', '-R', '-h', `${uid}:${gid}`, clusterDir]);
  if (!success) throw new Error(`chown of ${clusterDir} failed: ${stderr.toString()}`);
}
