/** A place in a text that is likely to be a secret: `start` to before `end`. */
export type Spot = { rule: string; start: number; end: number };

/** What the library's recommended rules do not know. Group 1, where there is one, is the secret; else it is the whole match. */
const rules: { rule: string; pattern: RegExp }[] = [
  { rule: 'private-key', pattern: /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/g },
  { rule: 'aws-access-key-id', pattern: /\b((?:AKIA|ASIA)[A-Z2-7]{16})\b/g },
  { rule: 'google-api-key', pattern: /\b(AIza[\w-]{35})(?![\w-])/g },
  { rule: 'pypi-token', pattern: /\b(pypi-AgE[\w-]{50,})/g },
  { rule: 'digitalocean-token', pattern: /\b(do[opr]_v1_[0-9a-f]{64})\b/g },
  { rule: 'telegram-bot-token', pattern: /\b([0-9]{8,10}:AA[\w-]{33})(?![\w-])/g },
  { rule: 'azure-storage-key', pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/g },
  { rule: 'registry-token', pattern: /_auth(?:Token)?\s*=\s*([^\s"'${}]{16,})/g },
];

/** A name that says what it holds, and a quoted value: `apiKey: "…"`, `PASSWORD='…'`. */
const assignment = /(?:pass(?:word|wd)|secret|api[_-]?key|(?:access|auth|bearer|refresh)[_-]?token|private[_-]?key|client[_-]?secret)[\w-]{0,20}["']?\s{0,4}(?::|=>?|:=)\s{0,4}(["'`])([^"'`\s]{16,200})\1/gi;
/** What stands for a value and is none. */
const placeholder = /\$\{|\{\{|<[a-z]|%[a-z(]|process\.env|example|changeme|placeholder|your[_-]|dummy|^[x*.•]+$|(.)\1{5}/i;
/** Bits a character: words and paths lie below, random keys above. */
const minimumEntropy = 3.5;

/** Lists what makes a file out of other files' hashes: there a high entropy says nothing. */
const lockfile = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|cargo\.lock|go\.sum|poetry\.lock|uv\.lock|pdm\.lock|pipfile\.lock|composer\.lock|gemfile\.lock|flake\.lock|packages\.lock\.json)$/i;

/** Likely secrets in a text, by our own rules. */
export function ownSpots(text: string, path: string): Spot[] {
  const spots = rules.flatMap(({ rule, pattern }) => Array.from(text.matchAll(pattern), (match) => spotOf(rule, match, match[1] ?? match[0])));
  if (lockfile.test(path)) return spots;
  const assigned = Array.from(text.matchAll(assignment)).filter(([, , value = '']) => !placeholder.test(value) && entropy(value) >= minimumEntropy && !/^[a-z]+(?:[-_./][a-z]+)*$/i.test(value));
  return [...spots, ...assigned.map((match) => spotOf('assigned-secret', match, match[2] ?? ''))];
}

function spotOf(rule: string, match: RegExpExecArray, secret: string): Spot {
  const start = match.index + match[0].lastIndexOf(secret);
  return { rule, start, end: start + secret.length };
}

/** Shannon's entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}
