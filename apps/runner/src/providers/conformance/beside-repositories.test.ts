import { expect, setDefaultTimeout, test } from 'bun:test';
import { contest } from '../../testing/contest.ts';
import { testRepository } from '../../testing/test-repository.ts';
import { contestants } from './contestants.ts';

// Programs of several hundred megabytes start here, on a machine that may be busy.
setDefaultTimeout(60_000);

test.each(contestants.filter(({ model }) => model !== null).map((contestant) => [contestant.provider, contestant] as const))('%s is told at once that what it writes beside its repositories is kept nowhere', async (_, contestant) => {
  using lib = testRepository({ 'a.txt': 'old\n' });
  const command = 'echo lost > /workspace/stray.txt; mkdir made; mv lib gone; mv shop elsewhere; echo x > /tmp/scratch && echo new > shop/a.txt && echo new > lib/b.txt';
  await using run = await contest(contestant, { steps: [{ use: { tool: 'shell', command } }, { say: 'Done.' }], workIn: (url) => ({ repository: { url, ref: null, folder: 'shop' }, others: [{ url: lib.url, ref: null, folder: 'lib', setup: '', checks: null, allowedPaths: null }] }) });
  const end = await run.done;
  expect(end).toMatchObject({ status: 'succeeded', output: { changed: true, stats: { filesChanged: 2 } } });
  const said = end.events.flatMap((event) => (event.type === 'tool' && event.phase === 'output' ? [event.text] : [])).join('');
  for (const name of ['stray.txt', 'made']) expect(said).toMatch(new RegExp(`${name}.*Read-only file system`));
  expect(end.artifacts['diff']).toMatch(/^diff --git a\/shop\/a\.txt /);
  expect(end.artifacts['diff']).toContain('diff --git a/lib/b.txt b/lib/b.txt');
  expect(run.exists('stray.txt') || run.exists('made')).toBe(false);
  expect(JSON.stringify(run.gateway.requests[0]?.body)).toContain('/workspace/shop, /workspace/lib');
});
