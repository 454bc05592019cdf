import type { DeliveryDetail } from '@lime/contracts';
import { parseJson } from '@lime/kernel/browser';
import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../components/dialog.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { DeliveryMark } from './delivery-mark.tsx';

/** A delivery whole, and handling it again. */
export function DeliveryDialog({ deliveryId, onClose }: { deliveryId: string; onClose: () => void }) {
  const may = useMay('connector.manage');
  const delivery = useQuery({ queryKey: ['delivery', deliveryId], refetchInterval: 3_000, queryFn: ({ signal }) => api.readDelivery({ id: deliveryId }, { signal }) });
  const replay = useChange({ renews: [['delivery', deliveryId], ['deliveries']], said: 'It is being handled again', change: () => api.replayDeliveries({ body: { deliveryId } }) });
  return (
    <Dialog wide open onClose={onClose} title={delivery.data === undefined ? 'Delivery' : `${delivery.data.event}${delivery.data.action === null ? '' : `.${delivery.data.action}`}`}>
      <DialogBody>
        {delivery.error ? <ProblemNote error={delivery.error} onRetry={() => void delivery.refetch()} /> : delivery.data === undefined ? <SkeletonList count={3} label="Loading the delivery" /> : <Detail delivery={delivery.data} />}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Close</Button>
        {may ? (
          <Button look="primary" busy={replay.isPending} onClick={() => replay.mutate(undefined)}>
            <RotateCcw size={15} aria-hidden /> Handle it again
          </Button>
        ) : null}
      </DialogFooter>
    </Dialog>
  );
}

function Detail({ delivery }: { delivery: DeliveryDetail }) {
  const { state, did, error, attempts, receivedAt, handledAt, headers, body, deliveryId } = delivery;
  const parsed = parseJson(body);
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px] text-muted">
        <DeliveryMark state={state} />
        <span>
          came <TimeAgo at={receivedAt} />
          {handledAt === null ? '' : <>, handled <TimeAgo at={handledAt} /></>}
          {attempts > 1 ? `, ${attempts} times` : ''}
        </span>
        <code className="font-mono text-xs text-faint">{deliveryId}</code>
      </p>
      {error === null ? null : <p className="rounded-xl bg-bad-soft px-3.5 py-2.5 text-[13px]">{error}</p>}
      <Part name="What it did">
        {did.length === 0 ? <p className="text-muted">Nothing.</p> : <ul className="list-disc pl-5">{did.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>}
      </Part>
      <Part name="Headers">
        <Block text={Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join('\n')} />
      </Part>
      <Part name="Body, with secrets masked">
        <Block text={parsed === undefined ? body : JSON.stringify(parsed, null, 2)} />
      </Part>
    </>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <p className="mb-1 text-[13px] font-medium">{name}</p>
      {children}
    </div>
  );
}

function Block({ text }: { text: string }) {
  return <pre tabIndex={0} className="max-h-72 overflow-auto rounded-lg bg-sunken px-3 py-2 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</pre>;
}
