import type { Announcer } from '@lime/db';
import type { HooksContext } from '@lime/hooks';
import type { ForgeDeps } from '../tools/forge-deps.ts';

/** What the tools that deploy work with. */
export type DeployDeps = ForgeDeps & { hooks: HooksContext; announcer: Pick<Announcer, 'announce'> };
