import type { ArtifactView, CheckResult, RunDetail } from '@lime/contracts';
import type { Usage } from './usage.ts';

/** What decides which parts a run's page has, and what they show. */
export type RunParts = {
  detail: RunDetail;
  usage: Usage;
  /** What the run is about: its change, plan or review. */
  artifact: ArtifactView | undefined;
  /** Null when there were none. */
  checks: { before: CheckResult[]; after: CheckResult[] } | null;
  /** Whether a language model does the work. */
  modelled: boolean;
};
