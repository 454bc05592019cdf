import { hooks } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { invalidField } from '@lime/http';
import type { HooksContext } from '../context.ts';
import { countEnabled } from '../sql/read-hook.ts';
import { mostPerEvent } from '../tunables.ts';

/** Refuses a hook whose code cannot be read, with the place, and one too many for an event. */
export async function checkHook(ctx: Pick<HooksContext, 'prepare' | 'saving'>, tx: TenantRead, row: Record<string, unknown>): Promise<void> {
  const { code, runtime, eventType, name, enabled } = hooks.create.strip().pick({ code: true, runtime: true, eventType: true, name: true, enabled: true }).parse(row);
  const prepared = await ctx.saving(tx.tenantId, () => ctx.prepare(code, { compile: runtime === 'quickjs' }));
  if (prepared.kind === 'flawed') {
    const place = prepared.line === null ? '' : `line ${prepared.line}${prepared.column === null ? '' : `, column ${prepared.column}`}: `;
    refuse(invalidField('code', `${place}${prepared.message}`));
  }
  if (enabled && (await countEnabled(tx, { eventType, name })) >= mostPerEvent) refuse(invalidField('enabled', `there are ${mostPerEvent} hooks for ${eventType} already: switch one off, or do more in one`));
}
