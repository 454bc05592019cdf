import { readPages } from '@lime/client';
import type { SessionView } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Status } from '../../components/run-status.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useSignInMethods } from '../../lib/sign-in-methods.ts';
import { Section } from '../../components/section.tsx';

const renews = [['sessions']];
const openings: Record<string, string> = { link: 'a link', handed_link: 'a link from somebody', github: 'GitHub', switch: 'switching organisation', invitation: 'an invitation', start: 'the server at its start' };

/** Where the person is signed in. */
export function SessionsPage() {
  usePageTitle('Sessions');
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => readPages((cursor) => api.listSessions({ query: { cursor } }, { signal })) });
  const endOthers = useChange({ renews, change: () => api.endOtherSessions(), said: 'All other sessions are ended' });
  return (
    <>
      <Section
        title="Sessions"
        text="Where you are signed in. End what you do not know."
        action={
          (sessions.data?.length ?? 0) > 1 ? (
            <Button look="danger" busy={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
              End all others
            </Button>
          ) : null
        }
      >
        {sessions.error ? <ProblemNote error={sessions.error} onRetry={() => void sessions.refetch()} /> : sessions.data === undefined ? <SkeletonList count={2} label="Loading the sessions" className="h-14" /> : <SessionTable sessions={sessions.data} />}
      </Section>
      <GithubSection />
    </>
  );
}

function SessionTable({ sessions }: { sessions: SessionView[] }) {
  const end = useChange({ renews, change: (id: string) => api.endSession({ id }), said: 'The session is ended' });
  return (
    <DataTable
      label="Sessions"
      rows={sessions}
      actions={(session) => (session.current ? <Status tone="ok" words="This one" pill /> : <Button small look="danger" busy={end.isPending && end.variables === session.id} onClick={() => end.mutate(session.id)} aria-label={`End the session ${session.agent ?? session.id}`}>End</Button>)}
      columns={[
        { name: 'Session', cell: ({ kind, agent }) => <>{kind === 'cli' ? 'Command line' : 'Browser'}<span className="block text-[13px] font-normal text-muted">{agent ?? 'unknown'}</span></> },
        { name: 'From', cell: ({ address }) => address ?? '–' },
        { name: 'Opened', cell: ({ openedBy, createdAt }) => <>by {openings[openedBy] ?? openedBy}, <TimeAgo at={createdAt} /></> },
        { name: 'Seen', cell: ({ lastSeenAt }) => (lastSeenAt === null ? '–' : <TimeAgo at={lastSeenAt} />) },
        { name: 'Ends', minor: true, cell: ({ expiresAt }) => <TimeAgo at={expiresAt} /> },
      ]}
    />
  );
}

/** Only where GitHub is set up. */
function GithubSection() {
  const methods = useSignInMethods();
  const connect = useChange({ shownInPlace: true, renews: [], change: async () => window.location.assign((await api.startGithub({ body: { connect: true } })).url) });
  if (methods.data?.github !== true) return null;
  return (
    <Section title="GitHub" text="Connect your account, and you can sign in with GitHub. Your other sessions end then.">
      {connect.error ? <ProblemNote error={connect.error} /> : null}
      <Button className="self-start" busy={connect.isPending} onClick={() => connect.mutate(undefined)}>
        Connect GitHub
      </Button>
    </Section>
  );
}
