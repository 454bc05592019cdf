import type { Versioned } from '@lime/http';

/** The user who asks. */
export const myVersion: Versioned = {
  what: 'user',
  find: async (tx, { person }) => {
    const [row]: { version: number }[] = await tx.sql`SELECT version FROM users WHERE tenant_id = ${tx.tenantId} AND id = ${person.userId} FOR NO KEY UPDATE`;
    return row?.version ?? null;
  },
};

/** The organisation that is asked about. */
export const tenantVersion: Versioned = {
  what: 'organisation',
  find: async (tx) => {
    const [row]: { version: number }[] = await tx.sql`SELECT version FROM tenants WHERE id = ${tx.tenantId} FOR NO KEY UPDATE`;
    return row?.version ?? null;
  },
};
