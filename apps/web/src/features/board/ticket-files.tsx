import { type AttachmentView, maxAttachmentBytes } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { Download, Paperclip, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { toast } from 'sonner';
import { Button, buttonClass, IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { api } from '../../lib/client.ts';
import { size } from '../../lib/size.ts';
import { useChange } from '../../lib/use-change.ts';

/** The files of a ticket. Agents find them beside their work. */
export function TicketFiles({ ticketId }: { ticketId: string }) {
  const key = ['attachments', ticketId];
  const files = useQuery({ queryKey: key, queryFn: async ({ signal }) => (await api.listAttachments({ id: ticketId }, { signal })).items });
  const attach = useChange({ renews: [key], change: async (file: File) => api.attachFile({ id: ticketId, query: { name: file.name } }, { bytes: new Uint8Array(await file.arrayBuffer()) }) });
  const remove = useChange({ renews: [key], said: 'The file is deleted', change: ({ id }: AttachmentView) => api.deleteAttachment({ id }) });
  const [doomed, setDoomed] = useState<AttachmentView | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const add = (list: FileList | null) => {
    for (const file of list ?? []) {
      if (file.size > maxAttachmentBytes) toast.error(`${file.name} is larger than ${size(maxAttachmentBytes)}`);
      else attach.mutate(file);
    }
  };
  return (
    <section aria-label="Files" className="flex flex-col gap-2">
      <h3 className="text-[13px] font-semibold">Files</h3>
      {files.data === undefined || files.data.length === 0 ? null : (
        <ul className="flex flex-col gap-0.5">
          {files.data.map((file) => (
            <li key={file.id} className="flex min-h-8 items-center gap-2 text-[13px]">
              <Paperclip size={14} aria-hidden className="shrink-0 text-faint" />
              <span className="min-w-0 flex-1 truncate">{file.name}</span>
              <span className="text-faint tabular-nums">{size(file.size)}</span>
              <a href={`/api/v1/attachments/${file.id}`} download={file.name} aria-label={`Download ${file.name}`} className={`${buttonClass('ghost', true)} px-1.5`}>
                <Download size={14} aria-hidden />
              </a>
              <IconButton label={`Delete ${file.name}`} className="size-7 hover:text-bad" onClick={() => setDoomed(file)}>
                <Trash2 size={14} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <input ref={input} type="file" multiple hidden aria-label="Files to attach" onChange={(event) => [add(event.target.files), (event.target.value = '')]} />
      <Button small className="self-start" busy={attach.isPending} onClick={() => input.current?.click()}>
        <Paperclip size={14} aria-hidden /> {attach.isPending ? 'Attaching…' : 'Attach files'}
      </Button>
      <ConfirmDialog open={doomed !== null} onClose={() => setDoomed(null)} title={`Delete ${doomed?.name ?? ''}?`} confirm="Delete file" onConfirm={() => doomed !== null && remove.mutate(doomed)}>
        It is gone for good.
      </ConfirmDialog>
    </section>
  );
}
