export * from './ids.ts';
export * from './logger.ts';
export * from './parse-json.ts';
export * from './problem.ts';
export * from './read-up-to.ts';
export * from './redact-text.ts';
export * from './value-mask.ts';
