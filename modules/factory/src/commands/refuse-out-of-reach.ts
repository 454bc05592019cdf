import { type Problem, refuse } from '@lime/kernel';
import type { FactoryContext } from '../context.ts';
import type { ChosenRepositories } from './choose-repositories.ts';

/** Refuses work whose approved change this server could not push, for it does not go there: said at the start, not when people have looked at the work. 422 `address_refused`. */
export async function refuseOutOfReach({ whyOutOfReach }: Pick<FactoryContext, 'whyOutOfReach'>, { main, others }: Pick<ChosenRepositories, 'main' | 'others'>): Promise<void> {
  for (const { url } of [main, ...others]) {
    const why = await whyOutOfReach(url);
    if (why !== null) refuse(outOfReach(why));
  }
}

const outOfReach = (why: string): Problem => ({ status: 422, code: 'address_refused', title: 'This server does not go there', detail: why, details: { fields: [{ path: 'repository', message: why }] } });
