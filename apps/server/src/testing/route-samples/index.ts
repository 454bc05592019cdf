import { accountSamples } from './accounts.ts';
import { budgetSamples } from './budgets.ts';
import { deploymentSamples } from './deployments.ts';
import { engineSamples } from './engine.ts';
import { forgeSamples } from './forge.ts';
import { hookSamples } from './hooks.ts';
import { instructionSamples } from './instructions.ts';
import { intakeSamples } from './intake.ts';
import { ticketSamples } from './tickets.ts';
import type { RouteSamples } from './route-samples.ts';
import { vaultSamples } from './vault.ts';

/** One file for each area of the API: a new route is to be added to its area's. Later ones see the ids of earlier ones. */
export const routeSamples: readonly RouteSamples[] = [ticketSamples, engineSamples, vaultSamples, budgetSamples, instructionSamples, intakeSamples, forgeSamples, deploymentSamples, hookSamples, accountSamples];
