import { describe, expect, test } from 'bun:test';
import { ForgeEvent } from '@lime/contracts';
import { providers } from './providers.ts';

/** What each forge writes, as far as we use it, and what we make of it. Shapes are those of the forges' documentation. */
function told(provider: keyof typeof providers, event: string, payload: unknown): ForgeEvent {
  return ForgeEvent.parse(providers[provider].read(event, payload).event);
}

describe('GitHub', () => {
  const repository = { id: 1, full_name: 'acme/shop', private: false };
  const pull = (more: object = {}) => ({ number: 7, title: 'T', html_url: 'u', user: { login: 'ada' }, head: { ref: 'fix', sha: 'a', repo: { id: 2 } }, base: { ref: 'main', sha: 'b', repo: { id: 1 } }, updated_at: '2026-01-01T10:00:00Z', author_association: 'NONE', ...more });

  test.each([
    ['opened', {}, 'opened'], ['opened', { draft: true }, 'updated'], ['ready_for_review', {}, 'opened'], ['reopened', {}, 'opened'], ['synchronize', {}, 'updated'], ['labeled', {}, 'updated'],
    ['closed', { merged: true }, 'merged'], ['closed', { merged: false, merged_at: null }, 'closed'],
  ] as const)('a pull request %s %j is %s', (action, more, ours) => {
    expect(told('github', 'pull_request', { action, repository, pull_request: pull(more) })).toMatchObject({ kind: 'pull_request', action: ours, at: '2026-01-01T10:00:00.000Z', author: 'ada', head: { ref: 'fix', sha: 'a' } });
  });

  test.each([
    ['a stranger from a fork', {}, {}, true], ['a stranger in a private repository', { private: true }, {}, false], ['a member from a fork', {}, { author_association: 'MEMBER' }, false],
    ['who pushed to the repository itself', {}, { head: { ref: 'fix', sha: 'a', repo: { id: 1 } } }, false], ['a payload that does not say', {}, { author_association: undefined }, false],
  ])('%s: outsider %#', (_, ofRepository, more, outsider) => {
    expect(told('github', 'pull_request', { action: 'opened', repository: { ...repository, ...ofRepository }, pull_request: pull(more) })).toMatchObject({ outsider });
  });

  test('a review counts by its own time, one that is dismissed by the pull request’s', () => {
    const review = { state: 'APPROVED', user: null, body: null, html_url: 'u', submitted_at: '2026-01-01T09:00:00Z', author_association: 'OWNER' };
    expect(told('github', 'pull_request_review', { action: 'submitted', repository, review, pull_request: pull() })).toMatchObject({ kind: 'review', state: 'approved', at: '2026-01-01T09:00:00.000Z', author: 'ghost', outsider: false });
    expect(told('github', 'pull_request_review', { action: 'dismissed', repository, review, pull_request: pull() })).toMatchObject({ state: 'dismissed', at: '2026-01-01T10:00:00.000Z' });
  });

  test('in a public repository only who has a part in it says what may start work, not whoever had a change merged there once', () => {
    const says = (author_association: string | undefined, isPrivate: boolean) => told('github', 'issue_comment', {
      action: 'created', repository: { ...repository, private: isPrivate }, issue: { number: 7, pull_request: {} }, comment: { user: { login: 'bob' }, body: 'Do it', html_url: 'u', author_association },
    });
    for (const association of ['OWNER', 'MEMBER', 'COLLABORATOR']) expect(says(association, false)).toMatchObject({ outsider: false });
    for (const association of ['CONTRIBUTOR', 'NONE', undefined]) expect([association, says(association, false), says(association, true)]).toMatchObject([association, { outsider: true }, { outsider: false }]);
  });

  test('only a comment on a pull request is one, and only when it is new', () => {
    const comment = { user: { login: 'bob' }, body: 'No', html_url: 'u', created_at: '2026-01-01T10:00:00Z' };
    const on = (issue: object, action = 'created') => told('github', 'issue_comment', { action, repository, issue: { number: 7, ...issue }, comment });
    expect(on({ pull_request: { url: 'u' } })).toMatchObject({ kind: 'review_comment', number: 7, path: null, line: null, body: 'No' });
    expect([on({}).kind, on({ pull_request: {} }, 'edited').kind]).toEqual(['ignored', 'ignored']);
    expect(told('github', 'pull_request_review_comment', { action: 'created', repository, pull_request: pull(), comment: { ...comment, path: 'src/a.ts', line: null, original_line: 3 } })).toMatchObject({ path: 'src/a.ts', line: 3 });
  });

  test.each([['requested', null, 'queued', null], ['waiting', null, 'queued', null], ['in_progress', null, 'in_progress', null], ['completed', 'failure', 'completed', '2026-01-01T10:00:00.000Z']] as const)('a workflow run that is %s (%p) is %s', (status, conclusion, ours, completedAt) => {
    const run = { id: 5, name: 'CI', path: '.github/workflows/ci.yml', status, conclusion, html_url: 'u', head_sha: 'a', head_branch: null, run_number: 3, run_attempt: 2, created_at: '2026-01-01T09:00:00Z', updated_at: '2026-01-01T10:00:00Z' };
    expect(told('github', 'workflow_run', { action: 'x', repository, workflow: null, workflow_run: run })).toMatchObject({ kind: 'pipeline', externalRunId: '5', workflow: { name: 'CI', path: '.github/workflows/ci.yml' }, status: ours, conclusion, completedAt, attempt: 2, headRef: '' });
  });

  test('a commit’s status is a check', () => {
    const status = (state: string) => told('github', 'status', { repository, sha: 'a', context: 'ci/build', state, target_url: null, updated_at: '2026-01-01T10:00:00Z' });
    expect([status('pending'), status('error'), status('success')]).toMatchObject([{ status: 'in_progress', conclusion: null }, { status: 'completed', conclusion: 'failure' }, { conclusion: 'success' }]);
  });
});

describe('GitLab', () => {
  const project = { id: 9, path_with_namespace: 'acme/shop', web_url: 'https://gitlab.com/acme/shop', visibility_level: 20 };
  const merge = (action: string, more: object = {}, changes: object = {}) => told('gitlab', 'Merge Request Hook', {
    object_kind: 'merge_request', user: { username: 'ada' }, project, changes,
    object_attributes: { iid: 7, title: 'T', source_branch: 'fix', target_branch: 'main', source_project_id: 9, target_project_id: 9, last_commit: { id: 'a' }, action, url: 'u', updated_at: '2026-01-01 10:00:00 UTC', ...more },
  });

  test.each([
    ['open', {}, {}, 'opened'], ['open', { draft: true }, {}, 'updated'], ['update', {}, {}, 'updated'], ['update', {}, { draft: { previous: true, current: false } }, 'opened'],
    ['reopen', {}, {}, 'opened'], ['close', {}, {}, 'closed'], ['merge', {}, {}, 'merged'], ['approval', {}, {}, 'updated'],
  ] as const)('a merge request: %s %j %j is %s', (action, more, changes, ours) => {
    expect(merge(action, more, changes)).toMatchObject({ kind: 'pull_request', action: ours, number: 7, at: '2026-01-01T10:00:00.000Z', repository: { provider: 'gitlab', externalId: '9', fullName: 'acme/shop' } });
  });

  test('verdicts come as changes of the merge request', () => {
    const asks = { reviewers: { previous: [{ username: 'bob', state: 'unreviewed' }], current: [{ username: 'bob', state: 'requested_changes' }] } };
    expect([merge('approved'), merge('unapproved'), merge('update', {}, asks)]).toMatchObject([{ kind: 'review', state: 'approved' }, { state: 'dismissed' }, { state: 'changes_requested' }]);
    expect(merge('update', {}, { reviewers: { previous: asks.reviewers.current, current: asks.reviewers.current } })).toMatchObject({ kind: 'pull_request', action: 'updated' });
  });

  test('who offers a merge from a fork of a public project is an outsider', () => {
    expect([merge('open', { source_project_id: 10 }), merge('open')]).toMatchObject([{ outsider: true }, { outsider: false }]);
  });

  test('a comment, a push, a pipeline', () => {
    const note = { note: 'No', url: 'u', created_at: '2026-01-01T10:00:00Z', position: { new_path: 'a.ts', new_line: 3 } };
    expect(told('gitlab', 'Note Hook', { user: { username: 'bob' }, project, object_attributes: note, merge_request: { iid: 7, title: 'T', source_branch: 'fix', target_branch: 'main' } })).toMatchObject({ kind: 'review_comment', path: 'a.ts', line: 3 });
    expect(told('gitlab', 'Note Hook', { user: null, project, object_attributes: note }).kind).toBe('ignored');
    expect(told('gitlab', 'Push Hook', { project, ref: 'refs/heads/main', before: '0', after: '1' })).toMatchObject({ kind: 'push', after: '1' });
    const pipeline = (status: string, finished: string | null = null) => told('gitlab', 'Pipeline Hook', { project, object_attributes: { id: 31, iid: 3, ref: 'main', sha: 'a', status, created_at: '2026-01-01 10:00:00 UTC', finished_at: finished, queued_duration: 10 } });
    expect([pipeline('pending'), pipeline('running'), pipeline('failed', '2026-01-01 10:05:00 UTC')]).toMatchObject([
      { status: 'queued', startedAt: null, updatedAt: '2026-01-01T10:00:00.000Z' }, { status: 'in_progress', startedAt: '2026-01-01T10:00:10.000Z' },
      { status: 'completed', conclusion: 'failed', completedAt: '2026-01-01T10:05:00.000Z', url: 'https://gitlab.com/acme/shop/-/pipelines/31' },
    ]);
  });
});

describe('Bitbucket', () => {
  const repository = { uuid: '{r}', full_name: 'acme/shop', is_private: true };
  const side = (name: string, uuid = '{r}') => ({ branch: { name }, commit: { hash: 'abc' }, repository: { uuid } });
  const payload = (more: object = {}) => ({ actor: { uuid: '{u}', nickname: 'bob' }, repository, pullrequest: { id: 7, title: 'T', source: side('fix'), destination: side('main'), author: { nickname: 'ada' }, links: { html: { href: 'u' } }, updated_on: '2026-01-01T10:00:00.123456+00:00', ...more } });

  test.each([
    ['pullrequest:created', 'opened'], ['pullrequest:updated', 'updated'], ['pullrequest:fulfilled', 'merged'], ['pullrequest:rejected', 'closed'],
  ])('%s is %s', (event, action) => {
    expect(told('bitbucket', event, payload())).toMatchObject({ kind: 'pull_request', action, author: 'ada', at: '2026-01-01T10:00:00.123Z', outsider: false, repository: { externalId: '{r}' } });
  });

  test.each([
    ['pullrequest:approved', 'approved'], ['pullrequest:unapproved', 'dismissed'], ['pullrequest:changes_request_created', 'changes_requested'], ['pullrequest:changes_request_removed', 'dismissed'],
  ])('%s is a review: %s', (event, state) => {
    expect(told('bitbucket', event, { ...payload(), approval: { date: '2026-01-01T11:00:00+00:00' } })).toMatchObject({ kind: 'review', state, author: 'bob', at: '2026-01-01T11:00:00.000Z', outsider: false });
  });

  test('in a public repository, who was not asked for a review is an outsider, and so is who comes from a fork', () => {
    const open = { repository: { ...repository, is_private: false } };
    const verdict = (more: object) => told('bitbucket', 'pullrequest:approved', { ...payload(more), ...open });
    expect([verdict({}), verdict({ reviewers: [{ uuid: '{u}' }] })]).toMatchObject([{ outsider: true }, { outsider: false }]);
    expect([told('bitbucket', 'pullrequest:created', { ...payload({ source: side('fix', '{f}') }), ...open }), told('bitbucket', 'pullrequest:created', { ...payload(), ...open })]).toMatchObject([{ outsider: true }, { outsider: false }]);
  });

  test('a comment, a push, a build', () => {
    expect(told('bitbucket', 'pullrequest:comment_created', { ...payload(), comment: { content: { raw: 'No' }, inline: { path: 'a.ts', to: 3, from: null }, links: { html: { href: 'c' } }, created_on: '2026-01-01T10:00:00+00:00' } })).toMatchObject({ kind: 'review_comment', body: 'No', path: 'a.ts', line: 3 });
    const change = { old: null, new: { type: 'branch', name: 'main', target: { hash: 'abc' } } };
    expect(told('bitbucket', 'repo:push', { repository, push: { changes: [change] } })).toMatchObject({ kind: 'push', ref: 'refs/heads/main', before: '0'.repeat(40), after: 'abc' });
    expect(told('bitbucket', 'repo:push', { repository, push: { changes: [] } }).kind).toBe('ignored');
    expect(told('bitbucket', 'repo:commit_status_updated', { repository, commit_status: { key: 'k', name: 'build', state: 'FAILED', url: 'u', updated_on: '2026-01-01T10:00:00+00:00', commit: { hash: 'abc' } } })).toMatchObject({ kind: 'check', name: 'build', conclusion: 'failure' });
  });
});
