import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { ownSpots, type Spot } from './own-rules.ts';

const preset = '@secretlint/secretlint-rule-preset-recommend';
const config = { rules: [{ id: preset, rule: creator }] };

/** Comments that turn the library's rules off: whoever wrote the change does not decide about that. */
const directive = /secretlint-(?:disable|enable)/gi;

/** Places in a text that are likely to be secrets, in order: by secretlint's recommended rules, and by our own for what they do not know. */
export async function findSpots(text: string, path: string): Promise<Spot[]> {
  const content = text.replace(directive, (words) => '-'.repeat(words.length));
  const { messages } = await lintSource({ source: { content, filePath: path, ext: path.slice(path.lastIndexOf('.')), contentType: 'text' }, options: { config, noPhysicFilePath: true } });
  const known = messages.map(({ ruleId, range: [start, end] }) => ({ rule: ruleId.replace('@secretlint/secretlint-rule-', ''), start, end }));
  return [...known, ...ownSpots(text, path)].toSorted((a, b) => a.start - b.start || b.end - a.end);
}
