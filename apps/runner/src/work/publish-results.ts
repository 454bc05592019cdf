import type { ChecksContent, NewArtifact, PlanContent, ReviewContent } from '@lime/contracts';
import type { Findings, SavedSession } from '../providers/provider.ts';
import { jsonBytes, publishArtifact } from '../results/publish-artifact.ts';
import { failed, type Failed } from './failed.ts';
import type { PartialDiff, TakenDiff } from './take-diff.ts';
import type { Workbench } from './workbench.ts';

const patchMime = 'text/x-diff';

type Published = { ok: true; artifacts: NewArtifact[] } | Failed;

type Content = Parameters<typeof publishArtifact>[1];

/**
 * Uploads a change to be reviewed. The checks were run on that content, so it is their parent. The change of several
 * repositories is one content, so that people decide about all of it, and is made of one for each.
 */
export async function publishChange(bench: Workbench, diff: TakenDiff, parts: readonly PartialDiff[], checks: ChecksContent, session: SavedSession | null): Promise<Published> {
  const each = parts.flatMap(({ place: { folder }, diff: part }) => (folder === null || part.patch.byteLength === 0 ? [] : [diffArtifact('repository_diff', `${folder}.diff`, part, { folder })]));
  const main = diff.patch.byteLength > 0 ? { ...diffArtifact('diff', 'changes.diff', diff), parents: each.map((_, index) => index) } : null;
  return publishAll(bench, [...each, main, checksArtifact(checks, main ? [each.length] : []), sessionArtifact(bench, session)]);
}

/** Uploads what plan and review come to: they say what would change, and change nothing. */
export async function publishFindings(bench: Workbench, findings: Findings, session: SavedSession | null): Promise<Published> {
  return publishAll(bench, [masked(bench, findings.mode === 'review' ? reviewArtifact(findings.review) : planArtifact(findings.plan)), sessionArtifact(bench, session)]);
}

/** Uploads a change that broke checks: people want to see it, nobody may approve it. */
export async function publishBroken(bench: Workbench, diff: TakenDiff, checks: ChecksContent): Promise<NewArtifact[]> {
  const published = await publishAll(bench, [diffArtifact('broken_diff', 'changes-that-broke-checks.diff', diff), checksArtifact(checks, [0])]);
  return published.ok ? published.artifacts : [];
}

/** Uploads a change of files that the run may not change, to be seen. */
export async function publishRefused(bench: Workbench, diff: TakenDiff): Promise<NewArtifact[]> {
  const published = await publishAll(bench, [diffArtifact('refused_diff', 'changes-outside-allowed-paths.diff', diff)]);
  return published.ok ? published.artifacts : [];
}

/** Uploads what an agent had changed when it was stopped, so that no work is lost. */
export async function publishUnfinished(bench: Workbench, diff: TakenDiff, session: SavedSession | null): Promise<NewArtifact[]> {
  const published = await publishAll(bench, [diff.patch.byteLength > 0 ? diffArtifact('partial_diff', 'unfinished-changes.diff', diff) : null, sessionArtifact(bench, session)]);
  return published.ok ? published.artifacts : [];
}

async function publishAll(bench: Workbench, contents: (Content | null)[]): Promise<Published> {
  const artifacts: NewArtifact[] = [];
  for (const content of contents) {
    if (!content) continue;
    const artifact = await publishArtifact(bench.step, content);
    if (!artifact) return failed('upload_failed', `The ${content.kind} could not be uploaded to the server; the runner's log says why.`, { retryable: true });
    artifacts.push(artifact);
  }
  return { ok: true, artifacts };
}

function diffArtifact(kind: string, name: string, { patch, stats, secrets }: TakenDiff, about: { folder?: string } = {}): Content {
  return { kind, name, mime: patchMime, bytes: patch, metadata: { ...stats, secrets, ...about } };
}

function checksArtifact(checks: ChecksContent, parents: number[]): Content | null {
  if (checks.before.length === 0 && checks.after.length === 0) return null;
  const count = (outcome: 'passed' | 'other') => checks.after.filter((check) => (check.outcome === 'passed') === (outcome === 'passed')).length;
  return { kind: 'checks', name: 'checks.json', mime: 'application/json', bytes: jsonBytes(checks), parents, metadata: { passed: count('passed'), failed: count('other') } };
}

/** What an agent says may hold what it was given. */
function masked({ step }: Workbench, content: Content): Content {
  return { ...content, bytes: new TextEncoder().encode(step.values.mask(new TextDecoder().decode(content.bytes))) };
}

function reviewArtifact(review: ReviewContent): Content {
  return { kind: 'review', name: 'review.json', mime: 'application/json', bytes: jsonBytes(review), metadata: { verdict: review.verdict, comments: review.comments.length + review.omitted } };
}

function planArtifact(plan: PlanContent): Content {
  return { kind: 'plan', name: 'plan.json', mime: 'application/json', bytes: jsonBytes(plan), metadata: { tickets: plan.tickets.length, files: plan.files.length } };
}

/** An agent that was given secrets may have said them in its conversation, in which they cannot be masked: it is not kept. */
function sessionArtifact({ step }: Workbench, session: SavedSession | null): Content | null {
  const { work: { provider }, agentEnv } = step.assignment;
  if (agentEnv.vars.some(({ isSecret }) => isSecret)) return null;
  return session && { kind: 'session', name: `${provider}.session`, mime: 'application/octet-stream', bytes: session.bytes, metadata: { provider } };
}
