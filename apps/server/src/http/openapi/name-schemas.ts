import * as contracts from '@lime/contracts';
import { z } from 'zod';

/** Gives every schema of the contract the name that it is exported under, so that documents refer to it by that. */
export function nameSchemas(): void {
  for (const [name, schema] of Object.entries(contracts)) {
    if (schema instanceof z.ZodType) z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id: name });
  }
  for (const { name, create, update, view } of contracts.entities) {
    const base = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
    for (const [part, schema] of Object.entries({ Create: create, Update: update, View: view })) z.globalRegistry.add(schema, { id: `${base}${part}` });
  }
}
