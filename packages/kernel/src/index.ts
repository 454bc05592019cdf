export * from './ids.ts';
export * from './logger.ts';
export * from './problem.ts';
export * from './redact-text.ts';
