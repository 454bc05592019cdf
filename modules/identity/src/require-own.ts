import { mayDo, type Principal } from '@lime/http';
import { refuse } from '@lime/kernel';

/**
 * Nobody hands out, or takes from others, what they may not do themselves: 403 `beyond_own_permissions`.
 * Without this, whoever may edit roles or invite people could make themselves an admin.
 */
export function requireOwn(person: Pick<Principal, 'permissions'>, permissions: Iterable<string>): void {
  const beyond = [...new Set(permissions)].filter((permission) => !mayDo(person, permission));
  if (beyond.length === 0) return;
  refuse({ status: 403, code: 'beyond_own_permissions', title: 'More than you may', detail: `You may not give or take what you do not have yourself: ${beyond.join(', ')}.`, details: { permissions: beyond } });
}
