import { pageOf } from '@lime/contracts';
import { z } from 'zod';
import { get, patch, post, remove } from '../operation.ts';

/** What a list of an entity is narrowed by, and where it goes on; the server says which words it knows. */
const ListQuery = z.object({ cursor: z.string().optional(), limit: z.int().optional() }).catchall(z.union([z.string(), z.number(), z.boolean()]));

/** What is called of an entity. */
export type Kept<Create extends z.ZodType, Update extends z.ZodType, View extends z.ZodType> = { name: string; create: Create; update: Update; view: View };

/** The five operations of an entity: `createApi(entityOperations(hooks), transport).list()`. */
export function entityOperations<Create extends z.ZodType, Update extends z.ZodType, View extends z.ZodType>({ name, create, update, view }: Kept<Create, Update, View>) {
  return {
    list: get(`/${name}`, { query: ListQuery, answer: pageOf(view) }),
    read: get(`/${name}/:id`, { answer: view }),
    create: post(`/${name}`, { body: create, answer: view }),
    update: patch(`/${name}/:id`, { body: update, answer: view }),
    remove: remove(`/${name}/:id`, {}),
  };
}

/** Of an entity that is put away when it is deleted. */
export function archiveOperations<View extends z.ZodType>({ name, view }: { name: string; view: View }) {
  return { restore: post(`/${name}/:id/restore`, { answer: view }) };
}
