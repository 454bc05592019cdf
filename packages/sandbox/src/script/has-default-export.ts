/** Whether a script says what it is by `export default`. One that does not is an expression, or statements that end with one. */
export function hasDefaultExport(code: string): boolean {
  return /(?:^|;)[ \t]*export\s+default\b|(?:^|;)[ \t]*export\s*\{[^}]*\bas\s+default\b/m.test(code);
}
