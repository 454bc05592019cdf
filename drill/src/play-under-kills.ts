import type { Plan } from './plan-drill.ts';
import { type Played, playItem, type Stage } from './play-item.ts';
import type { SupervisedServer } from './supervised-server.ts';
import { throwKills } from './throw-kills.ts';

/** Work items under way at once. */
const atOnce = 8;

/** Plays every item while the kills go by. */
export async function playUnderKills(plan: Plan, scene: Omit<Stage, 'onApproved'>, server: SupervisedServer, say: (line: string) => void): Promise<Played[]> {
  let thrown = 0;
  let open = 0;
  const played: Played[] = [];
  const approvals = bell();
  const killing = throwKills(plan.kills, { server, ...scene, nextApproval: () => (open === 0 ? Promise.resolve() : approvals.next()) }, ({ target, pid, atMs }) => {
    thrown += 1;
    say(`  ${(atMs / 1000).toFixed(1).padStart(6)} s  killed ${target} (process ${pid}): ${open} runs under way, ${played.length} of ${plan.items.length} over`);
  });
  // A little ahead of the kills, so that every kill finds work and both come to their end together.
  const mayStart = (number: number) => thrown >= Math.floor(((number - 1) / plan.items.length) * plan.kills.length) - 3;
  const queue = [...plan.items];
  const work = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      while (!mayStart(item.number)) {
        scene.signal.throwIfAborted();
        await Bun.sleep(50);
      }
      open += 1;
      played.push(await playItem({ ...scene, onApproved: approvals.ring }, item));
      open -= 1;
    }
  };
  const playing = Promise.all(Array.from({ length: atOnce }, work)).finally(approvals.ringForEver);
  await Promise.all([killing, playing]);
  return played.toSorted((a, b) => a.item.number - b.item.number);
}

/** `next` resolves at the next ring; once nobody is left to ring, at once. */
function bell() {
  let { promise, resolve } = Promise.withResolvers<void>();
  let silent = false;
  return {
    next: () => promise,
    ring: () => {
      if (silent) return;
      resolve();
      ({ promise, resolve } = Promise.withResolvers<void>());
    },
    ringForEver: () => {
      silent = true;
      resolve();
    },
  };
}
