import { CreatedWebhook, CreateWebhookBody, webhooks } from '@lime/contracts';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Status } from '../../components/run-status.tsx';
import { ShownOnce } from '../../components/shown-once.tsx';
import { absolute } from '../../lib/time.ts';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import type { EntityKind, EntityRow } from '../../keep/entity-kind.ts';
import { EntityPage } from '../../keep/entity-page.tsx';
import { Deliveries } from './deliveries.tsx';

const addressOf = (row: EntityRow) => location.origin + String(row['targetPath']);

const kind: EntityKind = {
  entity: webhooks,
  permission: 'connector.manage',
  create: CreateWebhookBody,
  created: CreatedWebhook,
  hidden: ['externalWebhookId'],
  columns: ['provider', 'targetPath', 'status'],
  cells: {
    targetPath: (row) => (
      <span className="flex items-center gap-2">
        <code className="min-w-0 flex-1 truncate font-mono text-xs md:max-w-44" title={addressOf(row)}>
          {String(row['targetPath'])}
        </code>
        <CopyButton text={addressOf(row)} label={`Copy the address of ${String(row['name'])}`} />
      </span>
    ),
    status: ({ status }) => (status === 'active' ? <Status tone="ok" words="Active" /> : <Status tone="idle" words="Disabled" />),
  },
  Actions: SecretButton,
  Made: ({ made, onClose }) => <ShownOnce title={`Webhook ${String(made['name'])}`} warning="Whoever has the secret can send deliveries in the forge’s name." parts={[{ name: 'Address, for the forge to send to', text: addressOf(made) }, { name: 'Secret, for the forge to sign with', text: String(made['secret']) }]} onClose={onClose} />,
  Below: Deliveries,
  lost: 'What the forge sends to its address is refused from now on. Its deliveries go with it.',
};

export function WebhooksPage() {
  usePageTitle(webhooks.title);
  return <EntityPage kind={kind} />;
}

/** Another secret; the old one is good for a while, so that nothing is lost meanwhile. */
function SecretButton({ row }: { row: EntityRow }) {
  const [asking, setAsking] = useState(false);
  const rotate = useChange({ renews: [], change: () => api.rotateWebhookSecret({ id: row.id }) });
  const name = String(row['name']);
  return (
    <>
      <Button small busy={rotate.isPending} onClick={() => setAsking(true)} aria-label={`New secret for ${name}`}>
        <KeyRound size={14} aria-hidden /> New secret
      </Button>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} title={`Give ${name} a new secret?`} confirm="Make a new secret" onConfirm={() => rotate.mutate(undefined)}>
        The old one stays good for a while: give the forge the new one meanwhile.
      </ConfirmDialog>
      {rotate.data === undefined ? null : <ShownOnce title={`New secret of ${name}`} warning={`Give it to the forge before ${absolute(rotate.data.oldSecretUntil)}: until then the old one is good, too.`} parts={[{ name: 'Secret', text: rotate.data.secret }]} onClose={rotate.reset} />}
    </>
  );
}
