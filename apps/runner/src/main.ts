import { createLogger } from '@lime/kernel';
import { takeDataFolder } from './data-folder.ts';
import { readSettings, usage } from './read-settings.ts';
import { hostRegistries } from './setup/registries.ts';
import { startRunner } from './start-runner.ts';
import { watchParent } from './watch-parent.ts';
import { doWork } from './work/do-work.ts';

const read = readSettings(process.argv.slice(2), process.env);
if (read.kind === 'help') {
  process.stdout.write(usage);
  process.exit(0);
}
if (read.kind === 'wrong') exitWith(2, `${read.message}\n\n${usage}`);

const { settings } = read;
/** The sandbox and set-up get environments of their own; this keeps the token from anything else we start. */
delete process.env['LIME_RUNNER_TOKEN'];
const log = createLogger({ name: 'runner', level: settings.logLevel });
const taken = await takeDataFolder(settings.dataFolder);
if (!taken.ok) exitWith(1, taken.message);

process.on('unhandledRejection', (err) => log.error({ err }, 'unhandled rejection'));

const work = doWork(taken.folder, { registries: hostRegistries, providers: settings.providers, server: settings.server });
const runner = startRunner({ settings, folder: taken.folder, work, log });
let signals = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    signals++;
    log.info({ signal }, signals === 1 ? 'stopping: work in hand may finish or is handed back' : 'stopping at once');
    void runner.stop(signals === 1 ? settings.graceSeconds : 0);
  });
}

if (settings.endWithParent) {
  watchParent(() => {
    log.warn('the server that started this runner has died');
    void runner.stop(0, 0);
  });
}

const ended = await runner.done;
if (ended.kind === 'stopped') await runner.stop(settings.graceSeconds);
await taken.folder.release();
if (ended.kind === 'refused') exitWith(1, ended.message);
process.exit(0);

function exitWith(code: number, message: string): never {
  process.stderr.write(`lime runner: ${message}\n`);
  process.exit(code);
}
