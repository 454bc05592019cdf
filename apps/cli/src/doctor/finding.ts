/** What one check found: `broken` keeps Lime from working here, `warning` limits it. */
export type Finding = {
  check: string;
  state: 'fine' | 'warning' | 'broken';
  found: string;
  /** What to do about it. */
  fix?: string;
};

export function fine(check: string, found: string): Finding {
  return { check, state: 'fine', found };
}
export function warning(check: string, found: string, fix?: string): Finding {
  return { check, state: 'warning', found, ...(fix !== undefined && { fix }) };
}
export function broken(check: string, found: string, fix: string): Finding {
  return { check, state: 'broken', found, fix };
}
