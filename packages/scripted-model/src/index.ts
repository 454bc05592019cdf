export { readScript } from './script/read-script.ts';
export { startScriptedModel } from './server/start-scripted-model.ts';
export type { ScriptedModel } from './server/start-scripted-model.ts';
export type { SeenRequest } from './server/seen-request.ts';
export type { Script } from './script/script.ts';
