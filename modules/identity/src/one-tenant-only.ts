import type { Problem } from '@lime/kernel';

/** The refusal for what shows who somebody is in one tenant alone. */
export const oneTenantOnly: Problem = { status: 403, code: 'one_tenant_only', title: 'In this organisation only', detail: 'You are signed in by a link that somebody else has made for you, or by an API key: by it you are yourself in this organisation alone. Sign in with GitHub, or by a link of the other organisation.' };
