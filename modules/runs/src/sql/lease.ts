/** What a worker must show with every write about a run: the token that its claim was given. */
export type Lease = { tenantId: bigint; runId: bigint; token: bigint };
