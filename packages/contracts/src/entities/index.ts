import type { Entity } from '../entity.ts';
import { customInstructions, defaultAgentInstructions, defaultAgentTools } from './instructions.ts';

export * from './instructions.ts';

/** Every entity that has the usual routes, commands and screen. */
export const entities: readonly Entity[] = [customInstructions, defaultAgentInstructions, defaultAgentTools];
