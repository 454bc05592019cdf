/**
 * What secrets look like, wherever they stand in a text, and what is shown in their place. Agents
 * choose the texts: no shape may begin at every character of a run and then read to the run's end.
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  // A user alone counts too: tokens of git hosts stand there.
  [/(\w{1,30}:\/\/)[^/\s]*@/g, '$1***@'],
  [/lime_[a-z]+_[A-Za-z0-9_-]{43}/g, 'lime_***'],
  // Over several lines, or in JSON with its line breaks escaped; one whose end is missing goes as far as it reaches.
  [/(-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----)(?:(?!-----)[\s\S])*/g, '$1***'],
  [/\b(sk-(?:ant-|proj-|svcacct-|or-)?)[A-Za-z0-9_-]{20,}/g, '$1***'],
  [/\b(gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|npm_|hf_|pypi-|dop_v1_|[sr]k_live_|whsec_)[A-Za-z0-9_-]{16,}/g, '$1***'],
  [/\b(A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{16}\b/g, '$1***'],
  [/(aws_secret_access_key[\\"'\s]{0,8}[:=][\\"'\s]{0,8})[A-Za-z0-9/+=]{40}/gi, '$1***'],
  [/\bAIza[\w-]{35}/g, 'AIza***'],
  [/(?<![A-Za-z0-9_-])ey[A-Za-z0-9_-]{10,}\.ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g, 'jwt_***'],
  [/\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{16,}/gi, '$1 ***'],
  [/((?:x-api-key|api[_-]?key|client[_-]?secret|access[_-]?token|password|passwd)[\\"']{0,3}\s{0,4}[:=]\s{0,4}[\\"']{0,3})[^\s\\"',;}{]{8,}/gi, '$1***'],
];

/** Masks credentials in URLs, our own tokens, and what looks like a key, token or password of any other kind. */
export function redactText(text: string): string {
  return shapes.reduce((masked, [shape, shown]) => masked.replace(shape, shown), text);
}
