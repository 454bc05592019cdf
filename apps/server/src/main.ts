import { join } from 'node:path';
import { createLogger } from '@lime/kernel';
import { readConfig } from './config.ts';
import { openDataFolder } from './start/open-data-folder.ts';
import { startServer } from './start/start-server.ts';

const read = readConfig(process.env);
if (read.kind === 'wrong') exitWith(read.message);
const { config } = read;
const folder = await openDataFolder(config.dataDir);
if (folder.kind === 'failed') exitWith(folder.message);
const logger = createLogger({ name: 'server', level: config.logLevel, path: join(config.dataDir, 'server.log') });

const started = await startServer(config, logger, (line) => process.stdout.write(`${line}\n`));
if (started.kind === 'failed') exitWith(started.message);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(130);
    stopping = true;
    process.stdout.write('\nstopping …\n');
    started.stop().then(() => process.exit(0), () => process.exit(1));
  });
}
process.on('unhandledRejection', (err) => logger.error({ err }, 'unhandled rejection'));

function exitWith(message: string): never {
  process.stderr.write(`lime: ${message}\n`);
  process.exit(1);
}
