import { archiveOperations, createApi, entityOperations } from '@lime/client';
import type { Entity } from '@lime/contracts';
import { z } from 'zod';
import { transport } from '../lib/client.ts';
import { keys } from '../lib/query-keys.ts';
import { useChange } from '../lib/use-change.ts';
import { usePages } from '../lib/use-pages.ts';
import type { EntityRow } from './entity-kind.ts';

const Row = z.looseObject({ id: z.string() });
const apiOf = (entity: Entity) => createApi(entityOperations(entity), transport);

export function useEntityRows(entity: Entity, filters: Record<string, string>) {
  return usePages<EntityRow>({
    key: [...keys.entity(entity.name), filters],
    read: async (cursor, options) => {
      const page = await apiOf(entity).list({ query: { limit: 50, ...cursor, ...filters } }, options);
      return { items: page.items.map((row) => Row.parse(row)), next: page.next };
    },
  });
}

/** As it is now. */
export async function readEntityRow(entity: Entity, id: string): Promise<EntityRow> {
  return Row.parse(await apiOf(entity).read({ id }));
}

/** Makes one, or changes the one of that id. */
export function useSaveEntity(entity: Entity, answer: z.ZodType | undefined) {
  return useChange({
    shownInPlace: true,
    renews: [keys.entity(entity.name), keys.references],
    change: async ({ id, body }: { id: string | null; body: Record<string, unknown> }) => {
      const operations = entityOperations(entity);
      if (id !== null) return Row.parse(await createApi(operations, transport).update({ id, body }));
      return Row.parse(await createApi({ create: { ...operations.create, answer: answer ?? entity.view } }, transport).create({ body }));
    },
  });
}

export function useDeleteEntity(entity: Entity) {
  return useChange({ renews: [keys.entity(entity.name), keys.references], change: (id: string) => apiOf(entity).remove({ id }) });
}

/** Of entities that are put away when they are deleted. */
export function useRestoreEntity(entity: Entity) {
  return useChange({ renews: [keys.entity(entity.name), keys.references], said: `The ${entity.one} is back`, change: (id: string) => createApi(archiveOperations(entity), transport).restore({ id }) });
}
