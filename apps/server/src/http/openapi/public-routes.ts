import { z } from 'zod';
import { AcceptInvitationBody, GithubStart, InvitationPreview, InvitationTokenBody, Me, SignInBody, SignInMethods, StartGithubBody, SwitchTenantBody } from '@lime/contracts';
import type { Described } from './described.ts';

const open = { permission: 'nobody' } as const;
const redirect = { media: [] };
const received = z.object({ received: z.literal(true) });

/** What users call besides the API's routes: they need no session, or open and end one. Served by the files of their names. */
export const publicRoutes: readonly Described[] = [
  { ...open, method: 'GET', path: '/auth/methods', summary: 'List the ways to sign in', answer: SignInMethods },
  { ...open, method: 'POST', path: '/auth/sign-in', summary: 'Sign in by a link: the session comes as a cookie', body: SignInBody, answer: Me },
  { ...open, method: 'POST', path: '/auth/logout', summary: 'Sign out', body: null, answer: null },
  { ...open, method: 'POST', path: '/auth/switch', summary: 'Change to another organisation of mine', body: SwitchTenantBody, answer: Me },
  { ...open, method: 'GET', path: '/auth/github/start', summary: 'Begin to sign in with GitHub', query: z.object({ next: z.string().optional() }), answer: redirect },
  { ...open, method: 'POST', path: '/auth/github/start', summary: 'Begin to accept an invitation with GitHub, or to connect the account', body: StartGithubBody, answer: GithubStart },
  { ...open, method: 'GET', path: '/auth/github/callback', summary: 'Where GitHub sends people back to', query: z.object({ code: z.string().optional(), state: z.string().optional() }), answer: redirect },
  { ...open, method: 'POST', path: '/invitations/preview', summary: 'Read an invitation by its link', body: InvitationTokenBody, answer: InvitationPreview },
  { ...open, method: 'POST', path: '/invitations/accept', summary: 'Accept an invitation: the session comes as a cookie', body: AcceptInvitationBody, answer: Me },
  { ...open, method: 'POST', path: '/github/webhook', summary: 'Take in a delivery of GitHub, which its signature lets in', body: z.json(), answer: received, statuses: [202] },
  { ...open, method: 'POST', path: '/webhooks/in/:publicId', summary: 'Take in a delivery for one webhook, which its signature lets in', body: z.json(), answer: received, statuses: [202] },
];
