/** A ticket as a file tells of it; `refused`: why it cannot be one. */
export type ImportRow = {
  /** Where it begins in the file; the first is 1. */
  line: number;
  /** What it is called where it comes from; null when it has no name there. */
  externalId: string | null;
  title: string;
  description: string;
  priority: number;
  /** A column by its key or title; null for the first one. */
  column: string | null;
  /** It is done, whatever its column would be. */
  done: boolean;
  labels: string[];
  /** Their e-mail address. */
  assignee: string | null;
  dueOn: string | null;
  branch: string | null;
  prUrl: string | null;
  /** What its parent, and what it waits for, are called there. */
  parent: string | null;
  blockers: string[];
  refused: string | null;
};

/** What a ticket's description may hold, and what its title. */
const descriptionChars = 20_000;
const titleChars = 300;

type Told = Pick<ImportRow, 'line' | 'externalId' | 'title' | 'labels'> & Partial<ImportRow>;

/** Cuts what is too long and says what is wrong. */
export function importRow(told: Told): ImportRow {
  const title = clean(told.title).slice(0, titleChars).toWellFormed();
  const labels = [...new Map(told.labels.map(clean).filter((name) => name !== '').map((name) => [name.toLowerCase(), name.slice(0, 50)])).values()].slice(0, 50);
  return {
    priority: 2, column: null, done: false, assignee: null, dueOn: null, branch: null, prUrl: null, ...told,
    externalId: nameOf(told.externalId), parent: nameOf(told.parent), blockers: [...new Set((told.blockers ?? []).flatMap((name) => nameOf(name) ?? []))].slice(0, 100), title, labels, description: storable(told.description ?? '').slice(0, descriptionChars).toWellFormed(),
    refused: told.refused ?? (title === '' ? 'it has no title' : null),
  };
}

function nameOf(text: string | null | undefined): string | null {
  return clean(text ?? '').slice(0, 200).toWellFormed() || null;
}

/** Postgres takes neither a NUL nor half a character. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

function clean(text: string): string {
  return storable(text).trim();
}
