import { join } from 'node:path';
import { agentRoutes } from '@lime/agents';
import { budgetRoutes } from '@lime/budgets';
import { auditRoutes, openRefusalLog, type RefusalLog } from '@lime/audit';
import type { Announcer, Db, Queue } from '@lime/db';
import { connect, openAnnouncer, openQueue } from '@lime/db';
import { describeBlockers, type FactoryContext, factoryJobs, factoryRoutes, factoryTools, findTicketByForge, lookAtHeldRuns, moveTicketByForge, noteBuild, pruneTickets, pullChangedQueue, runChangedQueue, startFollowUp, takeFeedback } from '@lime/factory';
import { applyForgeEvent, createForgeContext, deploymentTools, type ForgeEvents, forgeJobs, forgeRoutes, forgeTools, readIssues, repositoryAccess, tellOfDeployment, whyOutOfReach } from '@lime/forge';
import { type Catalog, createGatewayContext, type GatewayContext, gatewayRoutes, pruneCalls, startSweep } from '@lime/gateway';
import { createHooksContext, hookJobs, hookRoutes, queueHooks, scheduleHooks } from '@lime/hooks';
import type { Route } from '@lime/http';
import { type Authenticator, cachingAuthenticator, type GithubSignIn, identityRoutes, openLastUse } from '@lime/identity';
import { type IntakeContext, intakeJobs, intakeRoutes, openReceiver, type Receive } from '@lime/intake';
import { type Logger, newToken } from '@lime/kernel';
import { opsJobs, scheduleOps, startCollecting } from '@lime/ops';
import { createOutbound } from '@lime/outbound';
import { createRunsContext, folderBlobStore, runJobs, runnerManagementRoutes, type RunnerRoute, runnerRoutes, runRoutes, type RunsContext, s3BlobStore, startEngine, watchBudgets } from '@lime/runs';
import { type Keyring, openScopeEnv, vaultRoutes } from '@lime/vault';
import { auditNames } from './audit-names.ts';
import type { Config } from './config.ts';
import { openRateLimits, type RateLimits } from './http/rate-limits.ts';
import { openGithub } from './start/open-github.ts';
import { loadWorkflows } from './start/load-workflows.ts';
import { webhookContext } from './start/webhook-context.ts';

/** Everything that runs in one server, wired together. */
export type Parts = {
  db: Db;
  queue: Queue;
  announcer: Announcer;
  runs: RunsContext;
  factory: FactoryContext;
  gateway: GatewayContext;
  keyring: Keyring;
  sessions: Authenticator;
  refusals: RefusalLog;
  /** Null: nobody signs in with GitHub here. */
  github: (() => GithubSignIn) | null;
  signUp: Config['signUp'];
  limits: RateLimits;
  origin(): string;
  /** Whoever can show this is at the server's own machine: it stands in the data folder alone, until the next start. */
  operatorToken: string;
  routes: Route[];
  /** Takes deliveries of webhooks in. */
  receive: Receive;
  runnerRoutes: RunnerRoute[];
  close(): Promise<void>;
};

/** The composition root: the only place that knows every module. `origin` is asked when a link is made. */
export async function compose(config: Config, { catalog, keyring, now = Date.now }: { catalog: Catalog; keyring: Keyring; now?: () => number }, url: string, logger: Logger, origin: () => string): Promise<Parts> {
  const db = connect({ url, applicationName: 'lime server' });
  const [queue, announcer, workflows] = await Promise.all([openQueue({ url, logger }), openAnnouncer({ url, logger }), loadWorkflows()]);
  const blobs = config.s3 ? s3BlobStore(config.s3) : folderBlobStore(join(config.dataDir, 'blobs'));
  const outbound = createOutbound({ privateHosts: config.privateHosts });
  const forge = createForgeContext({ db, logger, keyring, origin, outbound, oauthApp: config.github, onChecks: (tx, ticketId, state) => noteBuild({ runs: { announcer } }, tx, ticketId, state), onPullRequest: (tx, id) => queue.send(tx, pullChangedQueue, [{ tenantId: String(tx.tenantId), pullRequestId: String(id) }]) });
  const hooks = createHooksContext({ db, queue, announcer, keyring, outbound, logger });
  const forgeDeps = { forge, blobs, cacheDir: join(config.dataDir, 'repositories') };
  const tools = new Map([...forgeTools(forgeDeps), ...deploymentTools({ ...forgeDeps, hooks, announcer }), ...factoryTools({ db, blobs, announcer, hooks })]);
  const runs = createRunsContext({
    db, queue, announcer, blobs, logger, tools, workflows, hooks,
    blockers: { describe: describeBlockers, onHeld: (tx) => lookAtHeldRuns({ queue }, tx) },
    readStepEnv: (tx, projectId, whose) => openScopeEnv(tx, keyring, { type: whose === 'agent' ? 'agent' : 'project', id: projectId }),
    readRepositoryAccess: (tenantId, repository) => repositoryAccess(forge, tenantId, repository),
    onRunChanged: async (tx, change) => {
      await tellOfDeployment(hooks, tx, change.runId);
      await queue.send(tx, runChangedQueue, [{ tenantId: String(change.tenantId), runId: String(change.runId) }]);
    },
  }, { workers: config.role !== 'api' });
  const localRepositories = config.localRepositories ? ({ kind: 'all', except: config.dataDir, but: join(config.dataDir, 'demo') } as const) : ({ kind: 'none' } as const);
  const factory: FactoryContext = { runs, blobs, readIssues: (tenantId, repositoryId) => readIssues(forge, tenantId, repositoryId), workflows, localRepositories, whyOutOfReach: (address) => whyOutOfReach(forge, address), models: catalog };
  const forgeEvents: ForgeEvents = { forge, queue, onFeedback: (tx, feedback) => takeFeedback(factory, tx, feedback), startFollowUp: (tx, feedback, before) => startFollowUp(factory, tx, feedback, before) };
  const intake: IntakeContext = {
    db, queue, announcer, keyring, logger,
    onForgeEvent: async (tx, event) => {
      const found = await findTicketByForge(tx, event);
      await queueHooks(hooks, tx, [{ occurrence: crypto.randomUUID(), context: webhookContext(tx.tenantId, event, found?.ticketId ?? null) }]);
      return [...(await moveTicketByForge(factory, tx, event, found?.ticketId ?? null)), ...(await applyForgeEvent(forgeEvents, tx, event, found))];
    },
  };
  const gateway = createGatewayContext({ db, logger, runs, catalog });
  const stopSweep = startSweep(gateway);
  const lastUse = openLastUse(db, logger);
  const refusals = openRefusalLog(db, logger);
  const sessions = cachingAuthenticator(db, announcer, lastUse.note);
  const jobs = [...runJobs(runs), ...factoryJobs(factory), ...forgeJobs(forgeEvents), ...intakeJobs(intake), ...hookJobs(hooks), ...opsJobs({ db, keep: config.keep, prune: () => Promise.all([pruneCalls(gateway), pruneTickets(factory)]).then(() => undefined) })];
  const stopWork = config.role === 'api' ? async () => {} : await startWork({ queue, runs, jobs, caches: { dir: forgeDeps.cacheDir, maxBytes: config.cacheBytes, logger } });
  return {
    db, queue, announcer, runs, factory, gateway, keyring, sessions, refusals, signUp: config.signUp, origin, operatorToken: newToken('operator'),
    github: openGithub(config, { db, sessions, logger, origin }),
    limits: openRateLimits(config.rates, now),
    routes: [...identityRoutes({ db, sessions, origin }), ...auditRoutes(auditNames), ...factoryRoutes(factory), ...forgeRoutes(forge, { runs, workflows }), ...vaultRoutes(keyring), ...agentRoutes(), ...budgetRoutes((tx, projectId) => watchBudgets(runs, tx, projectId)), ...intakeRoutes(intake), ...hookRoutes(hooks), ...runRoutes(runs), ...gatewayRoutes(gateway), ...runnerManagementRoutes(runs)],
    receive: openReceiver(intake),
    runnerRoutes: runnerRoutes(runs),
    close: async () => {
      await stopSweep();
      await Promise.all(gateway.settling);
      await stopWork();
      await queue.stop();
      await hooks.close();
      await lastUse.stop();
      await refusals.stop();
      await announcer.close();
      await db.close();
    },
  };
}

type Work = { queue: Queue; runs: RunsContext; jobs: Parameters<Queue['work']>[0]; caches: Parameters<typeof startCollecting>[0] };

/** What a server does besides answering; the result stops it. */
async function startWork({ queue, runs, jobs, caches }: Work): Promise<() => Promise<void>> {
  await queue.work(jobs);
  await scheduleOps(queue);
  await scheduleHooks(queue);
  const stopEngine = startEngine(runs);
  const stopCollecting = startCollecting(caches);
  return async () => {
    await stopEngine();
    await stopCollecting();
  };
}
