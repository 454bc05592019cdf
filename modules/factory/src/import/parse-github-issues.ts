import { z } from 'zod';
import { parseJson } from '@lime/kernel';
import { importRow, type ImportRow } from './import-row.ts';

/** The part of an issue that a ticket has room for, as GitHub's REST API tells of it. */
const Issue = z.object({
  number: z.int(), title: z.string(), body: z.string().nullish(), state: z.string().default('open'), html_url: z.string().optional(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).default([]), assignee: z.object({ email: z.string().nullish() }).nullish(), pull_request: z.unknown().optional(),
});

/** The issues of a JSON array of them; pull requests, which GitHub lists among them, are left out. Throws where it is none. */
export function* parseGithubIssues(bytes: Uint8Array): Generator<ImportRow> {
  const items = z.array(z.unknown()).safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (!items.success) throw new Error('this is no JSON array of issues, such as GET /repos/:owner/:repo/issues?state=all answers');
  for (const [index, item] of items.data.entries()) {
    const issue = Issue.safeParse(item);
    if (!issue.success) yield importRow({ line: index + 1, externalId: null, title: 'x', labels: [], refused: `is no issue: ${issue.error.issues[0]?.path.join('.') ?? ''} ${issue.error.issues[0]?.message ?? ''}` });
    else if (issue.data.pull_request === undefined) yield toRow(index + 1, issue.data);
  }
}

function toRow(line: number, issue: z.output<typeof Issue>): ImportRow {
  const source = issue.html_url === undefined ? '' : `\n\n${issue.html_url}`;
  return importRow({
    line, externalId: issue.html_url ?? String(issue.number), title: issue.title, description: `${issue.body ?? ''}${source}`.trim(), done: issue.state === 'closed',
    labels: issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))), assignee: issue.assignee?.email ?? null,
  });
}
