import { Json, JsonObject } from '@lime/contracts';
import { usageError } from '../cli-error.ts';

/** A recipe's options from `--options JSON` and `--option KEY=VALUE`. Throws a usage error. */
export function readRecipeOptions(pairs: string[], json: string | undefined): JsonObject {
  const options = json === undefined ? {} : readObject(json);
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw usageError(`--option ${pair} is not KEY=VALUE`);
    options[pair.slice(0, at)] = readValue(pair.slice(at + 1));
  }
  return options;
}

function readObject(text: string): JsonObject {
  try {
    return JsonObject.parse(JSON.parse(text));
  } catch {
    throw usageError('--options is not a JSON object', `For example --options '{"dryRun": true}'`);
  }
}

function readValue(text: string): Json {
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}
