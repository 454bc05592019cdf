import { ProblemError } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import type { ImportRow } from '../import/import-row.ts';
import { madeSince, setParent } from '../sql/imports.ts';
import { addBlocker, lockLinks, refuseParent } from './link-tickets.ts';

export type ImportWarning = { line: number; message: string };
type Known = { nameOf(row: ImportRow): string; idsOf(names: string[]): Promise<Map<string, bigint | null>> };
type Imported = Known & { person: Pick<Principal, 'userId' | 'name'>; since: Date };

/**
 * Ties the tickets of these rows to those that they name as their parent and blockers, as far as both have been made. A
 * row is tied with the later one of the two; one that an earlier import has made stays as people have left it.
 */
export async function linkImported(tx: TenantTx, { person, since, nameOf, idsOf }: Imported, looked: ImportRow[], part: ImportRow[]): Promise<ImportWarning[]> {
  const [rows, names] = [new Set(part), new Set(part.map(nameOf))];
  const ties = looked.flatMap((row) => tiesOf(row).filter(({ to }) => rows.has(row) || names.has(to)));
  if (ties.length === 0) return [];
  const ids = await idsOf([...new Set(ties.flatMap(({ row, to }) => [nameOf(row), to]))]);
  const fresh = await madeSince(tx, ties.flatMap(({ row }) => ids.get(nameOf(row)) ?? []), since);
  const warnings: ImportWarning[] = [];
  for (const { row, kind, to } of ties) {
    const [from, other] = [ids.get(nameOf(row)), ids.get(to)];
    if (!from || !other || !fresh.has(from)) continue;
    const problem = await tie(tx, person, { kind, from, other });
    if (problem !== null) warnings.push({ line: row.line, message: `its ${kind} ${to} was left out: ${problem}` });
  }
  return warnings;
}

/** Names of parents and blockers that are in no line of the file and came with no import before. */
export async function unknownTies(part: ImportRow[], inFile: ReadonlySet<string>, idsOf: Known['idsOf']): Promise<ImportWarning[]> {
  const ties = part.flatMap(tiesOf).filter(({ to }) => !inFile.has(to));
  const known = ties.length === 0 ? null : await idsOf(ties.map(({ to }) => to));
  return ties.filter(({ to }) => !known?.get(to)).map(({ row, kind, to }) => ({ line: row.line, message: `its ${kind} ${to} is not known here, and was left out` }));
}

type Tie = { row: ImportRow; kind: 'parent' | 'blocker'; to: string };

function tiesOf(row: ImportRow): Tie[] {
  if (row.refused !== null) return [];
  return [...(row.parent === null ? [] : [{ row, kind: 'parent' as const, to: row.parent }]), ...row.blockers.map((to) => ({ row, kind: 'blocker' as const, to }))];
}

/** Null when it is done; else why it cannot be. */
async function tie(tx: TenantTx, person: Pick<Principal, 'userId' | 'name'>, { kind, from, other }: { kind: Tie['kind']; from: bigint; other: bigint }): Promise<string | null> {
  try {
    if (kind === 'blocker') await addBlocker(tx, person, from, other);
    else {
      await lockLinks(tx);
      await refuseParent(tx, from, other);
      await setParent(tx, from, other);
      recordAudit(tx, { actor: person, action: 'ticket.update', target: { type: 'ticket', id: from }, payload: { parentTicketId: String(other) } });
    }
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.detail;
    throw error;
  }
}
