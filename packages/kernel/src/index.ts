export * from './ids.ts';
export * from './logger.ts';
export * from './problem.ts';
