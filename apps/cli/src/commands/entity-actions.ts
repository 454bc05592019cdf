import type { Context } from '../context.ts';
import type { OptionSpecs } from '../option-specs.ts';

/** What an entity can do besides. `fields`: of the entity, as they were given. */
export type EntityActions = {
  usage: string;
  options: OptionSpecs;
  examples: string[];
  actions: Record<string, (context: Context, given: { id: string | undefined; fields: Record<string, unknown>; values: Record<string, unknown> }) => Promise<number>>;
};
