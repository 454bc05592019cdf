import type { Comments } from './read-comments.ts';
import type { Column, Key, Table } from './read-tables.ts';

const intro = `# The data model

Made of the migrations by \`npm run data-model\`; a test keeps it up to date. Every table with a \`tenant_id\` has forced
row-level security: a transaction sees the rows of its own tenant and no others. Foreign keys between a tenant's rows
carry the \`tenant_id\`, so that another tenant's row cannot be named. \`_enc\` columns hold envelopes of
[the vault](secret-management.md), \`_hash\` columns the SHA-256 of a token that is kept nowhere. Times are in UTC.
`;

/** What goes without saying of a column that every table has. */
const usual: Record<string, string> = {
  tenant_id: 'Whose row it is',
  created_at: 'When it was made',
  updated_at: 'When it was last changed',
  version: 'Grows by one with every change; a change of another version is refused',
  created_by: 'Who made it',
  name: 'What people call it',
  title: 'What people read of it first',
  about: 'A sentence about it',
  email: 'Where its person is reached, and known by',
  status: 'Where it stands',
  enabled: 'Whether it counts',
  token_hash: 'SHA-256 of the token',
  key_hash: 'SHA-256 of the key',
  sha256: 'Of its bytes, by which the blob store has them',
  expires_at: 'When it ends by itself',
  revoked_at: 'When it was taken back',
  deleted_at: 'When it was taken away',
  last_used_at: 'When it was last used, within a minute',
  last_seen_at: 'When it was last heard of',
  started_at: 'When it began',
  ended_at: 'When it was over',
  cost_micros: 'Millionths of a dollar',
  cost_cents: 'Whole cents of a dollar, rounded up',
};

/** The document of all tables, in Markdown. */
export function describeModel(tables: readonly Table[], comments: Comments): string {
  return [intro, ...tables.map((table) => describeTable(table, comments))].join('\n');
}

function describeTable(table: Table, comments: Comments): string {
  const { name, columns, keys, indexes } = table;
  const rows = columns.map((column) => `| \`${column.name}\` | ${typeOf(column)} | ${cell(describeColumn(table, column, comments))} |`);
  const shown = keys.filter(({ kind, columns: of }) => (kind === 'check' ? of.length > 1 : kind !== 'foreign' || of.length > 1));
  const lines = [...shown.map(({ definition }) => `- \`${definition}\``), ...indexes.map((definition) => `- index \`${definition}\``)];
  return [`## ${name}`, '', `${table.comment ?? comments.get(name) ?? ''}${table.walled ? '' : ' Of no tenant.'}`.trim(), '', '| column | type | what it is |', '|---|---|---|', ...rows, ...(lines.length > 0 ? ['', ...lines] : []), ''].join('\n');
}

function describeColumn({ name, keys }: Table, column: Column, comments: Comments): string {
  const own = (key: Key) => key.columns.length === 1 && key.columns[0] === column.name;
  const parts = [comments.get(`${name}.${column.name}`) ?? usual[column.name] ?? ''];
  if (keys.some((key) => key.kind === 'primary' && own(key))) parts.push('Key');
  for (const target of targetsOf(keys, column.name)) parts.push(`→ [${target}](#${target})`);
  for (const { definition } of keys.filter((key) => key.kind === 'check' && own(key))) parts.push(describeCheck(definition));
  if (column.generated) parts.push('Computed');
  return parts.filter((part) => part !== '').join('. ');
}

/** The tables whose rows a column names: it stands last in the key, behind what the two have in common. */
function targetsOf(keys: readonly Key[], column: string): string[] {
  return [...new Set(keys.flatMap(({ definition }) => {
    const [, from = '', target = ''] = /^FOREIGN KEY \(([^)]*)\) REFERENCES (?:lime\.)?(\w+)/.exec(definition) ?? [];
    return from.split(', ').at(-1) === column && column !== 'tenant_id' ? [target] : [];
  }))];
}

/** `CHECK ((status = ANY (ARRAY['a'::text, 'b'::text])))` is `a`, `b`. */
function describeCheck(definition: string): string {
  const list = /ARRAY\[(.*?)\]/.exec(definition)?.[1];
  const values = list === undefined ? [] : [...list.matchAll(/'([^']*)'/g)].map(([, value]) => `\`${value}\``);
  return values.length > 0 ? values.join(', ') : `\`${definition.replace(/^CHECK \(+|\)+$/g, '').replace(/\) (AND|OR) \(/g, ' $1 ').replace(/::text/g, '')}\``;
}

function typeOf({ type, nullable, default: initially }: Column): string {
  const short = type.replace('timestamp with time zone', 'timestamptz');
  const given = initially === null || initially === 'identity' || initially.length > 40 ? '' : `, ${initially === 'now()' ? 'now' : `\`${initially.replace(/::[\w ]+$/, '')}\``}`;
  return `${short}${nullable ? ' or null' : ''}${given}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\.\. /g, '. ');
}
