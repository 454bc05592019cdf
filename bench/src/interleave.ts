/**
 * Gives every side its turn, `repeats` times over (a, b, c, a, b, c, …), so that a slow spell of the
 * machine falls on all of them alike. The answer holds each side's results in the order of the repeats.
 */
export async function interleave<Side, Result>(sides: readonly Side[], repeats: number, takeTurn: (side: Side, repeat: number) => Promise<Result>): Promise<Map<Side, Result[]>> {
  const results = new Map<Side, Result[]>(sides.map((side) => [side, []]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const side of sides) results.get(side)?.push(await takeTurn(side, repeat));
  }
  return results;
}
