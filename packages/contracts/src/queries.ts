import { z } from 'zod';
import { AgentMode, Provider } from './agent-work.ts';
import { CostGroup } from './costs.ts';
import { EnvScopeType } from './env-vars.ts';
import { RunEvent } from './events.ts';
import { Id, PageQuery } from './ids.ts';
import { PullRequestState } from './pull-requests.ts';
import { RunStatus } from './runs.ts';
import { DeliveryState } from './webhooks.ts';

const Search = z.string().max(200);

/** `GET /agent-runs`; `repositoryId`: those that work in it, alone or beside others. */
export const RunQuery = PageQuery.extend({ projectId: Id.optional(), ticketId: Id.optional(), provider: Provider.optional(), mode: AgentMode.optional(), repositoryId: Id.optional(), status: RunStatus.optional() });

/** `GET /agent-runs/:id/events`: those after the event of this number. */
export const RunEventsQuery = z.object({ after: z.int().min(0).optional(), limit: z.int().min(1).max(5000).optional() });
export const RunEventsView = z.object({ events: z.array(RunEvent), lastSeq: z.int().nonnegative() });

/** `GET /artifacts/:id/content`: whole, or its beginning as text. */
export const ArtifactContentQuery = z.object({ preview: z.literal('1').optional() });

/** `GET /agent-runs/:id/model-calls`. */
export const ModelCallQuery = z.object({ cursor: Id.optional(), limit: z.int().min(1).max(500).optional() });
export const ModelCallContentQuery = z.object({ part: z.enum(['request', 'answer']).optional() });

const DayOrTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })], 'must be a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z');

/** `GET /costs`: without a beginning, the last thirty days. */
export const CostQuery = z.object({
  by: CostGroup.default('day'),
  from: DayOrTime.optional(),
  /** Not included. */
  to: DayOrTime.optional(),
  projectId: Id.optional(),
  /** What the page before gave as `next`. */
  cursor: z.string().max(2000).optional(),
  limit: z.int().min(1).max(500).default(50),
});

/** `GET /env-var-sets`: all, or those of one project or hook. */
export const EnvVarSetQuery = PageQuery.extend({ scopeType: EnvScopeType.optional(), scopeId: Id.optional() });

/** `GET /budget-alerts`. */
export const BudgetAlertQuery = PageQuery.extend({ projectId: Id.optional() });

/** `GET /connectors`. */
export const ConnectorQuery = PageQuery.extend({ status: z.enum(['active', 'revoked']).optional(), search: Search.optional() });

/** What GitHub sends people back with; it may come to say more. */
export const ConnectorOAuthQuery = z.looseObject({ code: z.string().optional(), state: z.string().optional(), error: z.string().optional() });

/** `GET /connectors/:id/available-repositories`: the cursor is the forge's own. */
export const AvailableRepositoryQuery = z.object({ search: Search.optional(), cursor: z.string().max(2000).optional() });

/** `GET /repositories`. */
export const RepositoryQuery = PageQuery.extend({ connectorId: Id.optional(), projectId: Id.optional(), search: Search.optional(), archived: z.enum(['true', 'false']).optional() });

/** `GET /pull-requests`. */
export const PullRequestQuery = PageQuery.extend({ state: PullRequestState.optional(), projectId: Id.optional(), ticketId: Id.optional(), runId: Id.optional(), repositoryId: Id.optional() });

/** `GET /webhook-deliveries`: the newest first. */
export const DeliveryQuery = PageQuery.extend({ webhookId: Id.optional(), state: DeliveryState.optional(), event: z.string().max(100).optional() });
