export * from './announcer.ts';
export * from './commit-together.ts';
export * from './connect.ts';
export * from './migrate.ts';
export * from './queue.ts';
export * from './read-together.ts';
export * from './sqlstate.ts';
