import { useMutation } from '@tanstack/react-query';
import { Button, buttonClass } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { api } from '../../lib/client.ts';
import { useSignInMethods } from '../../lib/sign-in-methods.ts';

/** Leads to GitHub's sign-in, and back to `next`; nothing where the server has none. */
export function GithubButton({ children, next }: { children: string; next?: string | undefined }) {
  const methods = useSignInMethods();
  if (methods.data?.github !== true) return null;
  return (
    <a href={`/api/v1/auth/github/start?${new URLSearchParams(next === undefined ? {} : { next })}`} className={`${buttonClass('primary')} h-10!`}>
      <GithubMark />
      {children}
    </a>
  );
}

/** Accepts an invitation by the GitHub account: said by this page's own request, for no link may say it. */
export function GithubInvitationButton({ children, invitation }: { children: string; invitation: string }) {
  const methods = useSignInMethods();
  const start = useMutation({ meta: { shownInPlace: true }, mutationFn: () => api.startGithub({ body: { invitation } }), onSuccess: ({ url }) => window.location.assign(url) });
  if (methods.data?.github !== true) return null;
  return (
    <>
      {start.error ? <ProblemNote error={start.error} /> : null}
      <Button type="button" className="h-10!" busy={start.isPending} onClick={() => start.mutate()}>
        <GithubMark />
        {children}
      </Button>
    </>
  );
}

function GithubMark() {
  return (
    <svg width="18" height="18" viewBox="0 0 16 16" aria-hidden fill="currentColor">
      <path d="M8 0a8 8 0 0 0-2.53 15.59c.4.07.55-.17.55-.38v-1.49c-2.22.48-2.69-.94-2.69-.94-.36-.93-.89-1.17-.89-1.17-.73-.5.05-.49.05-.49.8.06 1.23.83 1.23.83.71 1.23 1.87.87 2.33.66.07-.52.28-.87.5-1.07-1.77-.2-3.64-.89-3.64-3.95 0-.87.31-1.59.82-2.15-.08-.2-.36-1.02.08-2.12 0 0 .67-.21 2.2.82a7.6 7.6 0 0 1 4 0c1.53-1.04 2.2-.82 2.2-.82.44 1.1.16 1.92.08 2.12.51.56.82 1.27.82 2.15 0 3.07-1.87 3.75-3.65 3.95.29.25.54.73.54 1.48v2.19c0 .21.15.46.55.38A8 8 0 0 0 8 0Z" />
    </svg>
  );
}
