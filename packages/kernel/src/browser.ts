/** What of the kernel runs in a browser too: nothing here may bring Node along. */
export { parseJson } from './parse-json.ts';
