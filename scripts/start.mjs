// npm start: sets up what is missing, then runs the server until it ends or is told to stop.
import { runServer } from './run-server.mjs';
import { prepare } from './setup/prepare.mjs';
import { exitWith } from './setup/setup-error.mjs';

await prepare().catch(exitWith);
runServer(process.argv.slice(2));
