import { accountOperations } from './accounts.ts';
import { boardOperations } from './boards.ts';
import { deploymentOperations } from './deployments.ts';
import { forgeOperations } from './forge.ts';
import { keepingOperations } from './keeping.ts';
import { runOperations } from './runs.ts';
import { ticketOperations } from './tickets.ts';

/** Every operation that people and their programs call, but for the five of each entity; the server's own test holds them against its routes. */
export const operations = { ...accountOperations, ...boardOperations, ...ticketOperations, ...runOperations, ...forgeOperations, ...deploymentOperations, ...keepingOperations };
