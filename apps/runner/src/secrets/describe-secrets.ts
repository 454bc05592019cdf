import type { DiffMetadata } from '@lime/contracts';

const shown = 10;

/** What a transcript says of likely secrets in a change. */
export function describeSecrets({ found, findings }: NonNullable<DiffMetadata['secrets']>): string {
  const lines = findings.slice(0, shown).map(({ path, line, rule, excerpt }) => `${path}:${line}  ${rule}  ${excerpt}`);
  const more = found > lines.length ? [`… and ${found - lines.length} more`] : [];
  return [`The change looks as if it held ${found === 1 ? 'a secret' : `${found} secrets`}. Approving it takes somebody who says that they may go out.`, ...lines, ...more].join('\n');
}
