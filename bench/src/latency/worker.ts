import { sharedClock } from '../clock.ts';
import { openEngine } from '../engine/open-engine.ts';
import type { Marked } from './start-worker.ts';
import { markTool } from './one-step.ts';

/** A process that moves the runs which another one starts, and tells that one when a step begins. */
const [databaseUrl = '', tempDir = ''] = process.argv.slice(2);
const tell = (message: Marked | 'ready') => void process.send?.(message);
const engine = await openEngine({ databaseUrl, tempDir, workers: true, tools: markTool((number) => tell({ number, at: sharedClock() })) });
process.on('disconnect', () => void engine.stop().finally(() => process.exit()));
tell('ready');
