import { Link } from '@tanstack/react-router';
import { type Me, SignInProblem } from '@lime/contracts';
import { useEffect, useState } from 'react';
import { Button, buttonClass } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { messageOf } from '../../lib/api.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { GithubButton } from './github-button.tsx';
import { useSignIn } from './sign-in.ts';
import { SignInFrame } from './sign-in-frame.tsx';
import { useSignInMethods } from '../../lib/sign-in-methods.ts';

const problems: Record<SignInProblem, string> = {
  start_again: 'It took too long, or was begun in another browser. Begin again.',
  refused: 'GitHub was not allowed to say who you are.',
  github_failed: 'GitHub did not answer as it should. Try again in a minute.',
  email_unverified: 'Your email address at GitHub is not verified. Verify it there, then come back.',
  not_invited: 'This server takes only people who are invited. Ask somebody there for an invitation.',
  open_your_invitation: 'Somebody here has invited you: open the link that they sent you. It is what lets you in.',
  invitation_invalid: 'The invitation does not work any more: it was used, taken back, or is too old. Ask for another one.',
  already_member: 'You belong to this organisation already. Sign in without the invitation.',
  account_disabled: 'Your account is disabled. Ask somebody who manages members there.',
  github_taken: 'This GitHub account is somebody else’s here.',
  too_many_requests: 'Too many attempts. Wait a minute, then try again.',
};

type SignInPageProps = { token: string | undefined; /** Why GitHub's sign-in did not work. */ problem: string | undefined; /** Where to go on. */ next: string | undefined; onSignedIn: () => void };

/** Signs in by a one-time link or by GitHub; says how to get a new link when one does not work. */
export function SignInPage({ token, problem, next, onSignedIn }: SignInPageProps) {
  const [anyway, setAnyway] = useState(false);
  const attempt = useSignIn(token, anyway);
  usePageTitle('Sign in');
  const signedIn = attempt.data?.kind === 'signed_in';
  useEffect(() => {
    if (signedIn) onSignedIn();
  }, [signedIn, onSignedIn]);

  const methods = useSignInMethods();
  if (token === undefined) {
    const github = methods.data?.github === true;
    const wrong = problem === undefined ? undefined : problems[SignInProblem.catch('github_failed').parse(problem)];
    return (
      <SignInFrame title={wrong === undefined ? 'Sign in' : 'That did not work'} text={wrong ?? (github ? 'You are signed out.' : 'You are signed out. Assembly Lime has no passwords: it signs you in by a link that works once.')} alert={wrong !== undefined}>
        <GithubButton next={next}>Continue with GitHub</GithubButton>
        {github ? (
          <details>
            <summary className="text-[13px] text-muted">Sign in by a link instead</summary>
            <div className="mt-3">
              <HowToGetALink />
            </div>
          </details>
        ) : (
          <HowToGetALink />
        )}
      </SignInFrame>
    );
  }
  if (attempt.error) {
    return (
      <SignInFrame title="The server did not answer" text={messageOf(attempt.error)}>
        <Button look="primary" className="self-start" onClick={() => void attempt.refetch()} busy={attempt.isFetching}>
          Try again
        </Button>
      </SignInFrame>
    );
  }
  if (attempt.data?.kind === 'link_refused') {
    return (
      <SignInFrame title="This link does not work any more" text={attempt.data.detail} alert>
        <HowToGetALink />
      </SignInFrame>
    );
  }
  if (attempt.data?.kind === 'already') return <SignedInAlready me={attempt.data.me} onStay={onSignedIn} onAnyway={() => setAnyway(true)} />;
  return (
    <SignInFrame title="Signing you in…" text="One moment.">
      {signedIn ? (
        <Link to="/" className={buttonClass('primary')}>
          Open the board
        </Link>
      ) : null}
    </SignInFrame>
  );
}

/** Whoever opens a link may have been given it by somebody who would like to see them work in their place. */
function SignedInAlready({ me, onStay, onAnyway }: { me: Me; onStay: () => void; onAnyway: () => void }) {
  return (
    <SignInFrame title="You are signed in already" text={<>As {me.user.email}, in {me.tenant.name}. The link may be for another person or organisation: use it only if you asked for it.</>}>
      <Button look="primary" className="h-10!" onClick={onStay}>
        Stay as you are
      </Button>
      <Button className="h-10!" onClick={onAnyway}>
        Sign in by the link
      </Button>
    </SignInFrame>
  );
}

function HowToGetALink() {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">For a new link, run this on the machine where the server runs, and open what it prints:</p>
      <Command text="npx lime sign-in" />
      <p className="text-[13px] text-faint">
        Or stop the server and run <code className="font-mono text-ink">npm start</code> again: it prints a fresh link every time.
      </p>
    </div>
  );
}

function Command({ text }: { text: string }) {
  return (
    <div className="flex items-center justify-between gap-3 rounded-lg border border-line bg-sunken py-1.5 pr-1.5 pl-3">
      <code className="font-mono text-[13px]">{text}</code>
      <CopyButton text={text} label="Copy the command" />
    </div>
  );
}
