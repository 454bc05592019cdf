import { z } from 'zod';
import { maxTicketFiles, TicketFile, TicketTalk } from './agent-work.ts';
import type { RunDetail } from './runs.ts';

const Given = z.object({ comments: TicketTalk, files: z.array(TicketFile).max(maxTicketFiles) });
export type Given = z.infer<typeof Given>;

/** What a run's agents were given of its ticket besides title and description; null for nothing. A run that waited for other tickets was given it after that. */
export function givenOf({ input, steps }: Pick<RunDetail, 'input' | 'steps'>): Given | null {
  const found = [input, ...steps.filter(({ kind }) => kind === 'wait').map(({ output }) => output)].map((given) => Given.safeParse(given).data).find((given) => given !== undefined);
  return found && (found.comments.said.length > 0 || found.files.length > 0) ? found : null;
}
