import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator } from 'emulate';
import { createRepository } from '@lime/git';
import { freePort } from './free-port.ts';
import { answerGit, git } from './git-server.ts';

export type SeenRequest = { method: string; path: string; authorization: string | null; body: string };

export type EmulatedGithub = {
  /** As people open it: the API stands below `/api/v3`, git beside the pages. */
  url: string;
  /** Good for everything, as the user `octo`. */
  token: string;
  /** An app that is installed at `octo`. */
  app: { appId: string; installationId: string; privateKey: string };
  oauth: { clientId: string; clientSecret: string };
  /** Requests to the API and to git, in the order in which they came. */
  seen: SeenRequest[];
  /** How many requests to the API counted against what GitHub allows: those of which it said anything new. */
  spent(): number;
  /** The next request that fits is answered with this instead. `after`: once GitHub has done what was asked. */
  answerNext(fits: RegExp, answer: () => Response | Promise<Response>, options?: { after: boolean }): void;
  gitDir(name: string): string;
  git(name: string, ...args: string[]): string;
  /** Asks GitHub itself, as `octo`. */
  ask(method: string, path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
};

const token = 'gho_octos_token_for_everything';
const oauthApp = { clientId: 'lime-client', clientSecret: 'lime-client-secret' };

/**
 * GitHub on this machine: `emulate` for its API, and real repositories that git reaches over HTTP, both behind one
 * address. The emulator has commits of its own, so each branch that is pushed is made known to it, and wherever it
 * names its commit the real one is put instead.
 */
export async function emulateGithub(redirectUri: string, names: readonly string[] = ['shop']): Promise<EmulatedGithub> {
  const folder = mkdtempSync(join(tmpdir(), 'lime-github-'));
  const [frontPort, port] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${frontPort}`;
  const emulator = await createEmulator({
    service: 'github', port, baseUrl: url,
    seed: {
      tokens: { [token]: { login: 'octo', scopes: ['repo', 'workflow'] } },
      github: {
        users: [{ login: 'octo', email: 'octo@example.org' }], repos: names.map((name) => ({ owner: 'octo', name, private: true, auto_init: true })),
        oauth_apps: [{ client_id: oauthApp.clientId, client_secret: oauthApp.clientSecret, name: 'Lime', redirect_uris: [redirectUri] }],
        apps: [{ app_id: 77, slug: 'lime', name: 'Lime', permissions: { contents: 'write', pull_requests: 'write', metadata: 'read' }, installations: [{ installation_id: 100, account: 'octo', repository_selection: 'all' }] }],
      },
    },
  });
  const behind = `http://127.0.0.1:${port}`;
  const github = makeFront({ folder, names, behind });
  for (const name of names) await github.addRepository(name);
  const server = Bun.serve({ hostname: '127.0.0.1', port: frontPort, fetch: github.fetch, idleTimeout: 60 });
  return {
    url, token, seen: github.seen, spent: github.spent, answerNext: github.answerNext, gitDir: github.gitDir, git: (name, ...args) => git(github.gitDir(name), ...args), ask: github.ask,
    app: { appId: '77', installationId: '100', privateKey: emulator.generatedSecrets.find((secret) => secret.kind === 'github.app_private_key')?.value ?? '' },
    oauth: oauthApp,
    close: async () => {
      await server.stop(true);
      await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Planned = { fits: RegExp; answer: () => Response | Promise<Response>; after: boolean };

/** Repositories that git serves, with the emulator's own of the same names: which commit here is which there. */
function makeTwins(folder: string, behind: string) {
  /** Real commits by the emulator's, and the other way round. */
  const [real, emulated] = [new Map<string, string>(), new Map<string, string>()];
  const gitDir = (name: string) => join(folder, 'octo', `${name}.git`);
  const translate = (text: string, by: Map<string, string>) => text.replace(/\b[0-9a-f]{40}\b/g, (sha) => by.get(sha) ?? sha);
  const ask = async (method: string, path: string, body?: object): Promise<{ sha: string; object: { sha: string }; tree: { sha: string } }> => {
    const answer = await fetch(behind + translate(path, emulated), { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body && { body: translate(JSON.stringify(body), emulated) }) });
    const text = translate(await answer.text(), real);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text === '' ? 'null' : text);
  };
  const pair = (ours: string, theirs: string) => {
    real.set(theirs, ours);
    emulated.set(ours, theirs);
  };
  const addRepository = async (name: string) => {
    await Bun.write(join(folder, 'files', 'a.txt'), 'one\n');
    const made = await createRepository({ gitDir: gitDir(name), folder: join(folder, 'files'), message: `First of ${name}\n`, author: { name: 'Octo', email: 'octo@example.org' }, date: new Date(1_700_000_000_000) });
    if (!made.ok) throw new Error(made.message);
    const { object } = await ask('GET', `/repos/octo/${name}/git/ref/heads/main`);
    pair(made.sha, object.sha);
  };
  /** Makes branches that were pushed known to the emulator. */
  const follow = async (name: string) => {
    for (const line of git(gitDir(name), 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads').split('\n')) {
      const [ref = '', sha = ''] = line.split(' ');
      if (emulated.has(sha)) continue;
      const parent = git(gitDir(name), 'rev-parse', `${sha}^`);
      const before = await ask('GET', `/repos/octo/${name}/git/commits/${parent}`);
      const commit = await ask('POST', `/repos/octo/${name}/git/commits`, { message: `for ${sha.slice(0, 12)}`, tree: before.tree.sha, parents: [parent] });
      pair(sha, commit.sha);
      const known = await ask('POST', `/repos/octo/${name}/git/refs`, { ref, sha }).catch(() => null);
      if (!known) await ask('PATCH', `/repos/octo/${name}/git/refs/${ref.slice('refs/'.length)}`, { sha, force: true });
    }
  };
  /** A merge there is a merge here. */
  const merge = (name: string, method: string, head: string): string => {
    const [main, tree] = [git(gitDir(name), 'rev-parse', 'refs/heads/main'), git(gitDir(name), 'rev-parse', `${head}^{tree}`)];
    const parents = method === 'squash' ? ['-p', main] : ['-p', main, '-p', head];
    const made = method === 'rebase' ? head : git(gitDir(name), 'commit-tree', tree, ...parents, '-m', method);
    git(gitDir(name), 'update-ref', 'refs/heads/main', made);
    return made;
  };
  return { gitDir, ask, pair, addRepository, follow, merge, toReal: (text: string) => translate(text, real), toEmulated: (text: string) => translate(text, emulated) };
}
type Twins = ReturnType<typeof makeTwins>;

/** Null for one that opens nothing: the emulator takes any token for the first user's. */
function tokenOf(request: Request): string | null {
  const shown = /^(?:Bearer|token) (.*)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  return shown === token || /^(ghs_|ghu_|gho_(?!octos)|ey)/.test(shown) ? shown : null;
}

/** GitHub's API as the emulator answers it, about the commits that git serves. */
function frontOfApi(names: readonly string[], behind: string, { ask, pair, merge, toReal, toEmulated }: Twins) {
  let spent = 0;
  const answerApi = async (request: Request, path: string, body: string): Promise<Response> => {
    const shown = tokenOf(request);
    if (shown === null) return Response.json({ message: 'Bad credentials' }, { status: 401 });
    if (path.startsWith('/installation/repositories')) return Response.json({ repositories: await Promise.all(names.map((name) => ask('GET', `/repos/octo/${name}`))) });
    if (path === '/installation/token' || path.startsWith('/applications/')) return new Response(null, { status: 204 });
    const answer = await fetch(behind + toEmulated(path), { method: request.method, headers: { authorization: `Bearer ${shown}`, 'content-type': 'application/json' }, redirect: 'manual', ...(body !== '' && { body: toEmulated(body) }) });
    const said = await answer.text();
    const merged = /^\/repos\/octo\/([^/]+)\/pulls\/\d+\/merge$/.exec(path)?.[1];
    if (merged !== undefined && request.method === 'PUT' && answer.ok) {
      const { merge_method, sha } = JSON.parse(body) as { merge_method: string; sha: string };
      pair(merge(merged, merge_method, sha), (JSON.parse(said) as { sha: string }).sha);
    }
    const text = toReal(said);
    const etag = request.method === 'GET' && answer.ok ? `W/"${Bun.hash(text).toString(16)}"` : null;
    if (etag !== null && request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: { etag } });
    spent += 1;
    return new Response(answer.status === 204 ? null : text, { status: answer.status, headers: { ...(etag !== null && { etag }), 'content-type': answer.headers.get('content-type') ?? 'text/plain', 'x-oauth-scopes': 'repo, workflow' } });
  };
  return { answerApi, spent: () => spent };
}

function makeFront({ folder, names, behind }: { folder: string; names: readonly string[]; behind: string }) {
  const seen: SeenRequest[] = [];
  const planned: Planned[] = [];
  const twins = makeTwins(folder, behind);
  const { answerApi, spent } = frontOfApi(names, behind, twins);
  const { follow } = twins;

  const answerAll = async (request: Request, body: string): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    if (pathname.startsWith('/api/v3/')) return answerApi(request, pathname.slice('/api/v3'.length) + search, body);
    const repository = /^\/octo\/([^/]+)\.git\//.exec(pathname)?.[1];
    if (repository === undefined) return fetch(behind + pathname + search, { method: request.method, headers: request.headers, redirect: 'manual', ...(body !== '' && { body }) });
    const [, password = ''] = Buffer.from(/^Basic (.*)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '', 'base64').toString().split(':');
    if (password !== token && !password.startsWith('ghs_')) return new Response('no', { status: 401, headers: { 'www-authenticate': 'Basic realm="GitHub"' } });
    const answer = await answerGit(folder, request);
    if (pathname.endsWith('/git-receive-pack')) await follow(repository);
    return answer;
  };
  const fetchFront = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const isGit = pathname.includes('.git/');
    const body = isGit ? '' : await request.clone().text();
    seen.push({ method: request.method, path: pathname + search, authorization: request.headers.get('authorization'), body });
    const at = planned.findIndex(({ fits }) => fits.test(`${request.method} ${pathname}`));
    const [plan] = at === -1 ? [] : planned.splice(at, 1);
    if (plan && !plan.after) return plan.answer();
    const answer = await answerAll(request, body);
    return plan ? plan.answer() : answer;
  };
  return {
    seen, spent, gitDir: twins.gitDir, addRepository: twins.addRepository, ask: (method: string, path: string, body?: object): Promise<unknown> => twins.ask(method, path, body), fetch: fetchFront,
    answerNext: (fits: RegExp, answer: Planned['answer'], { after } = { after: false }) => void planned.push({ fits, answer, after }),
  };
}
