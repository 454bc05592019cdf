const browsers: [RegExp, string][] = [[/\bEdg\w*\//, 'Edge'], [/\bOPR\//, 'Opera'], [/\bFirefox\//, 'Firefox'], [/\b(?:Headless)?Chrom(?:e|ium)\//, 'Chrome'], [/\bSafari\//, 'Safari'], [/\bcurl\//, 'curl']];
const systems: [RegExp, string][] = [[/\b(?:iPhone|iPad)\b/, 'iOS'], [/\bAndroid\b/, 'Android'], [/\bWindows\b/, 'Windows'], [/\bMac OS X\b/, 'macOS'], [/\bCrOS\b/, 'ChromeOS'], [/\bLinux\b/, 'Linux']];

/** `Firefox on Linux`: what is kept of a User-Agent, enough for people to know their own sessions by. */
export function describeAgent(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const find = (among: [RegExp, string][]) => among.find(([pattern]) => pattern.test(userAgent))?.[1];
  const [browser, system] = [find(browsers), find(systems)];
  if (browser === undefined) return system ?? 'another program';
  return system === undefined ? browser : `${browser} on ${system}`;
}
