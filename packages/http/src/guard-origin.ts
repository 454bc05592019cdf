import { refuse } from '@lime/kernel';

/** Refuses a mutation that another site's page sends with this person's cookie. Programs send no Origin. */
export function guardOrigin(request: Request): void {
  const origin = request.headers.get('origin');
  if (origin === null) return;
  const host = request.headers.get('host');
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  refuse({ status: 403, code: 'cross_origin', title: 'Wrong origin', detail: `Requests that change something must come from this server's own pages, not from ${origin}.` });
}
