import { archiveOperations, createApi, entityOperations, type Kept, operations, operatorOperations, type Transport } from '@lime/client';
import type { z } from 'zod';
import type { Connection } from './find-connection.ts';
import { operatorOf } from './operator-of.ts';
import { notUnderstood, request } from './request.ts';

export type Client = ReturnType<typeof createClient>;

/** The server's API, one method an operation; what concerns all organisations goes out as who runs the server. */
export function createClient(connection: Connection) {
  const as = (connectionNow: () => Connection): Transport => ({ request: (asked) => request(connectionNow(), asked), misunderstood: notUnderstood });
  const transport = as(() => connection);
  return {
    connection,
    ...createApi(operations, transport),
    ...createApi(operatorOperations, as(() => operatorOf(connection))),
    /** What can be done with an entity. */
    keep: <Create extends z.ZodType, Update extends z.ZodType, View extends z.ZodType>(entity: Kept<Create, Update, View>) => createApi(entityOperations(entity), transport),
    /** Brings back what was put away. */
    restore: <View extends z.ZodType>(entity: { name: string; view: View }, id: string) => createApi(archiveOperations(entity), transport).restore({ id }),
  };
}
