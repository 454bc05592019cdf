import { type Me } from '@lime/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { ApiError, messageOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { GithubInvitationButton } from './github-button.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

/** Whoever holds an invitation comes in here. */
export function JoinPage({ token, onJoined }: { token: string; onJoined: () => void }) {
  usePageTitle('Join');
  const preview = useQuery({ queryKey: ['invitation', token], queryFn: () => api.previewInvitation({ body: { token } }), retry: false, staleTime: Number.POSITIVE_INFINITY });
  const signedInAs = useQuery({ queryKey: ['joining-as'], queryFn: () => api.readMe().catch((error: unknown) => (error instanceof ApiError && error.status === 401 ? null : Promise.reject(error))) });
  if (preview.error) {
    return (
      <SignInFrame title="This invitation does not work" text={messageOf(preview.error)} alert>
        <p className="text-[13px] text-muted">Ask whoever invited you for another link.</p>
      </SignInFrame>
    );
  }
  if (preview.data === undefined || signedInAs.data === undefined) return <SignInFrame title="Reading your invitation…" text="One moment." />;
  const { tenant, email, invitedBy, expiresAt } = preview.data;
  return (
    <SignInFrame title={`Join ${tenant}`} text={<>{invitedBy} invited {email}. The invitation ends <TimeAgo at={expiresAt} />.</>}>
      <Accept token={token} email={email} as={signedInAs.data} onJoined={onJoined} />
    </SignInFrame>
  );
}

function Accept({ token, email, as, onJoined }: { token: string; email: string; as: Me | null; onJoined: () => void }) {
  const [name, setName] = useState('');
  const accept = useMutation({ meta: { shownInPlace: true }, mutationFn: () => api.acceptInvitation({ body: { token, ...(name.trim() === '' ? {} : { name: name.trim() }) } }), onSuccess: onJoined });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    accept.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {as === null ? (
        <Field label="Your name" hint="How others see you there">
          {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} maxLength={100} autoComplete="name" autoFocus placeholder={email} />}
        </Field>
      ) : (
        <p className="rounded-xl bg-sunken px-3.5 py-2.5 text-[13px]">You are signed in as {as.user.email}. You will belong to this organisation as well, and can switch between them.</p>
      )}
      {accept.error ? <ProblemNote error={accept.error} /> : null}
      <Button look="primary" type="submit" className="h-10!" busy={accept.isPending}>
        {as === null ? 'Accept and sign in' : `Accept as ${as.user.name === '' ? as.user.email : as.user.name}`}
      </Button>
      {as === null ? <GithubInvitationButton invitation={token}>Accept with GitHub</GithubInvitationButton> : null}
    </form>
  );
}
