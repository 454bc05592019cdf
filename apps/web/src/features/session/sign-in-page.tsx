import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { Button, buttonClass } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Logo } from '../../components/logo.tsx';
import { messageOf } from '../../lib/api.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useSignIn } from './sign-in.ts';

/** Signs in by the one-time link that the server prints; says how to get a new one when it does not work. */
export function SignInPage({ token, onSignedIn }: { token: string | undefined; onSignedIn: () => void }) {
  const attempt = useSignIn(token);
  usePageTitle('Sign in');
  const signedIn = attempt.data?.kind === 'signed_in';
  useEffect(() => {
    if (signedIn) onSignedIn();
  }, [signedIn, onSignedIn]);

  if (token === undefined) {
    return (
      <Frame title="Sign in" text="You are signed out. Assembly Lime has no passwords: it signs you in by a link that works once.">
        <HowToGetALink />
      </Frame>
    );
  }
  if (attempt.error) {
    return (
      <Frame title="The server did not answer" text={messageOf(attempt.error)}>
        <Button look="primary" className="self-start" onClick={() => void attempt.refetch()} busy={attempt.isFetching}>
          Try again
        </Button>
      </Frame>
    );
  }
  if (attempt.data?.kind === 'link_refused') {
    return (
      <Frame title="This link does not work any more" text={attempt.data.detail} alert>
        <HowToGetALink />
      </Frame>
    );
  }
  return (
    <Frame title="Signing you in…" text="One moment.">
      {signedIn ? (
        <Link to="/" className={buttonClass('primary')}>
          Open the board
        </Link>
      ) : null}
    </Frame>
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

function Frame({ title, text, alert = false, children }: { title: string; text: string; alert?: boolean; children?: ReactNode }) {
  return (
    <main className="flex min-h-full flex-col items-center justify-center overflow-y-auto p-5">
      <div className="flex w-full max-w-md flex-col gap-4 rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">
        <div className="flex items-center gap-2.5 text-[15px] font-semibold">
          <Logo size={26} /> Assembly Lime
        </div>
        <div role={alert ? 'alert' : 'status'} className="flex flex-col gap-1.5">
          <h1 className="mt-2 text-xl font-semibold tracking-tight text-balance">{title}</h1>
          <p className="text-muted">{text}</p>
        </div>
        {children}
      </div>
    </main>
  );
}
