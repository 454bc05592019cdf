import { factoryQueues } from '@lime/factory';
import { forgeQueues } from '@lime/forge';
import { hookQueues } from '@lime/hooks';
import { intakeQueues } from '@lime/intake';
import { cleanQueue } from '@lime/ops';
import { runQueues } from '@lime/runs';

/** Every queue of the product: one that is not among these is not made, and what is sent to it fails. */
export const queues = [...runQueues, ...factoryQueues, ...forgeQueues, ...intakeQueues, ...hookQueues, cleanQueue];
