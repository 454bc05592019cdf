import type { Plan } from './plan-drill.ts';
import { type Played, playItem, type Stage } from './play-item.ts';
import type { SupervisedServer } from './supervised-server.ts';
import { throwKills } from './throw-kills.ts';

/** Work items under way at once. */
const atOnce = 8;

/** Plays every item while the kills go by; both are paced to come to their end together. */
export async function playUnderKills(plan: Plan, stage: Stage, server: SupervisedServer, say: (line: string) => void): Promise<Played[]> {
  let thrown = 0;
  let open = 0;
  const played: Played[] = [];
  const killing = throwKills(plan.kills, { server, ...stage }, ({ target, pid, atMs }) => {
    thrown += 1;
    say(`  ${(atMs / 1000).toFixed(1).padStart(6)} s  killed ${target} (process ${pid}): ${open} runs under way, ${played.length} of ${plan.items.length} over`);
  });
  const mayStart = (number: number) => thrown >= Math.floor(((number - 1) / plan.items.length) * plan.kills.length) - 1;
  const queue = [...plan.items];
  const work = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      while (!mayStart(item.number)) {
        stage.signal.throwIfAborted();
        await Bun.sleep(50);
      }
      open += 1;
      played.push(await playItem(stage, item));
      open -= 1;
    }
  };
  await Promise.all([killing, ...Array.from({ length: atOnce }, work)]);
  return played.toSorted((a, b) => a.item.number - b.item.number);
}
