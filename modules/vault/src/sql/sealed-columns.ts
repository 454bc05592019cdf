/** A column of envelopes. `keyColumn` is generated from it: the name of the master key that seals it. */
export type SealedColumn = { table: string; column: string; keyColumn: string };

/**
 * Every column of the database that holds envelopes, so that a rotation misses none. Who adds one adds it here, with
 * its `keyColumn` readable by `lime_engine`; a test compares the list with the database.
 */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'env_vars', column: 'value_enc', keyColumn: 'master_key' },
  { table: 'connectors', column: 'access_token_enc', keyColumn: 'access_master_key' },
  { table: 'connectors', column: 'refresh_token_enc', keyColumn: 'refresh_master_key' },
  { table: 'webhooks', column: 'secret_enc', keyColumn: 'master_key' },
];
