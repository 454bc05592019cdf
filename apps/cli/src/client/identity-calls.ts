import { ApiKeyView, AuditPage, CreatedApiKey, CreatedInvitation, EndedSessions, InvitationView, MemberView, pageOf, RoleView, SessionView, SignInLink, type CreateApiKeyBody, type InviteBody, type UpdateUserBody } from '@lime/contracts';
import type { z } from 'zod';
import type { Connection } from './find-connection.ts';
import { request, requestJson } from './request.ts';

/** What concerns people and what they may do: members, roles, keys, sessions and the audit log. */
export function identityCalls(connection: Connection) {
  const get = <T>(schema: z.ZodType<T>, path: string) => requestJson(connection, schema, { path });
  const send = <T>(method: 'POST' | 'PATCH', schema: z.ZodType<T>, path: string, body: unknown) => requestJson(connection, schema, { method, path, body });
  const remove = (path: string) => request(connection, { method: 'DELETE', path });
  const id = encodeURIComponent;
  /** Every page of a list. */
  const all = async <T extends z.ZodType>(item: T, path: string): Promise<z.output<T>[]> => {
    const items: z.output<T>[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: z.output<T>[]; next: string | null } = await get(pageOf(item), `${path}?limit=200${cursor === '' ? '' : `&cursor=${id(cursor)}`}`);
      items.push(...page.items);
      cursor = page.next;
    }
    return items;
  };
  return {
    members: () => all(MemberView, '/users'),
    updateMember: (userId: string, body: z.input<typeof UpdateUserBody>) => send('PATCH', MemberView, `/users/${id(userId)}`, body),
    setMemberRoles: (userId: string, roleIds: string[]) => send('POST', MemberView, `/users/${id(userId)}/roles`, { roleIds }),
    createMemberLink: (userId: string) => send('POST', SignInLink, `/users/${id(userId)}/sign-in-links`, {}),
    roles: () => all(RoleView, '/roles'),
    invitations: () => all(InvitationView, '/invitations'),
    invite: (body: z.input<typeof InviteBody>) => send('POST', CreatedInvitation, '/invitations', body),
    revokeInvitation: (invitationId: string) => remove(`/invitations/${id(invitationId)}`),
    apiKeys: async (everybodys: boolean) => (await get(pageOf(ApiKeyView), `/api-keys?limit=200${everybodys ? '&all=true' : ''}`)).items,
    createApiKey: (body: z.input<typeof CreateApiKeyBody>) => send('POST', CreatedApiKey, '/api-keys', body),
    revokeApiKey: (keyId: string) => remove(`/api-keys/${id(keyId)}`),
    sessions: async () => (await get(pageOf(SessionView), '/sessions')).items,
    endSession: (sessionId: string) => remove(`/sessions/${id(sessionId)}`),
    endOtherSessions: () => send('POST', EndedSessions, '/sessions/revoke-others', {}),
    audit: (query: Record<string, string>) => get(AuditPage, `/audit-log?${new URLSearchParams(query).toString()}`),
    /** The export, to be read as it comes. */
    exportAudit: (query: Record<string, string>) => request(connection, { path: `/audit-log/export?${new URLSearchParams(query).toString()}` }),
  };
}
