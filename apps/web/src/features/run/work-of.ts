import { Provider, type RunDetail, WorkOrigin } from '@lime/contracts';
import { z } from 'zod';

/** What a run's input says about its work, as far as it does. */
const Work = z.object({
  mode: z.string().optional().catch(undefined),
  provider: Provider.optional().catch(undefined),
  model: z.string().nullish().catch(undefined),
  repository: z.object({ url: z.string(), ref: z.string().nullish() }).optional().catch(undefined),
  recipe: z.object({ name: z.string() }).nullish().catch(undefined),
  egress: z.array(z.string()).catch([]),
  from: WorkOrigin.pick({ as: true, patch: true }).nullish().catch(undefined),
});
export type Work = z.infer<typeof Work>;

export function workOf(detail: Pick<RunDetail, 'input'>): Work {
  return Work.parse(detail.input);
}
