import type { PlannedTable } from './seed-schema.ts';

const intro = `## What was planned otherwise

The first plan of this model named tables, columns, unique keys and indexes. All of them are here, but for what stands below.
Throughout: names do without \`_json\`, which the type says; codes such as \`1=active\` are words that the database checks; what can
be put away when it is deleted is unique among what is not.

| planned | here | why |
|---|---|---|
`;

/** What differs from the first plan, and why, in Markdown. */
export function describePlan(planned: readonly PlannedTable[]): string {
  const rows = planned.flatMap(({ name, table, elsewhere = {} }) => [
    ...(name === table ? [] : [`| ${name} | [${table}](#${table}) | |`]),
    ...Object.entries(elsewhere).map(([what, { at, why }]) => `| ${name}${/[ (]/.test(what) ? `: ${what}` : `.${what}`} | ${at === undefined ? '' : `\`${at}\``} | ${why} |`),
  ]);
  return `\n${intro}${rows.join('\n')}\n`;
}
