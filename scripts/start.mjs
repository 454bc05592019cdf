// npm start: sets up what is missing, then runs the server until it ends or is told to stop.
import { runServer } from './run-server.mjs';
import { prepare } from './setup/prepare.mjs';
import { exitWith } from './setup/setup-error.mjs';
import { help } from './start-help.mjs';

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(help);
  process.exit(0);
}
await prepare().catch(exitWith);
runServer(args);
