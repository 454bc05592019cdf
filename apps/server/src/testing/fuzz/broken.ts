import fc from 'fast-check';

type Broken = { value: unknown };

/** What has no business in any body. */
const nasty = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, '', ' ', '\0', '\ud800', 'x'.repeat(70_000), -1, 0, 1e308, 2 ** 53, 0.1, '9223372036854775808', '0', [], {}, [[[[]]]], true, { $ne: null }, 'NaN', '1e3', '\u202e', "' OR 1=1 --"),
);

/** A value like the given one with one thing wrong in it: a member of another kind, one too many, one missing, or something else altogether. */
export function brokenOf(valid: fc.Arbitrary<unknown>): fc.Arbitrary<Broken> {
  return fc.record({ value: valid, wrong: nasty, at: fc.nat(), how: fc.constantFrom('replace', 'add', 'drop', 'whole') }).map(({ value, wrong, at, how }) => ({ value: breakIt(value, wrong, at, how) }));
}

function breakIt(value: unknown, wrong: unknown, at: number, how: string): unknown {
  if (how === 'whole' || typeof value !== 'object' || value === null || Array.isArray(value)) return wrong;
  const entries = Object.entries(value);
  if (how === 'add' || entries.length === 0) return { ...value, ['surplus']: wrong };
  const place = at % entries.length;
  if (how === 'drop') return Object.fromEntries(entries.filter((_, index) => index !== place));
  return Object.fromEntries(entries.map(([name, member], index) => [name, index === place ? (at % 3 === 0 ? breakIt(member, wrong, at >> 2, 'replace') : wrong) : member]));
}
