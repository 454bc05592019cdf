import type { AttachmentView } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { Download, Paperclip, Trash2, X } from 'lucide-react';
import { useRef } from 'react';
import { Button, buttonClass, IconButton } from '../../components/button.tsx';
import { cx } from '../../lib/class-names.ts';
import { api } from '../../lib/client.ts';
import { size } from '../../lib/size.ts';
import { filesKey, type Upload, useAttachFiles } from './attach-files.ts';
import { useDetachFile } from './detach-file.ts';
import { useGivenFiles } from './use-given-files.ts';

/** The files of a ticket. Agents find them beside their work. */
export function TicketFiles({ ticketId }: { ticketId: string }) {
  const files = useQuery({ queryKey: filesKey(ticketId), queryFn: async ({ signal }) => (await api.listAttachments({ id: ticketId }, { signal })).items });
  const { uploads, attach, forget } = useAttachFiles(ticketId);
  const remove = useDetachFile(ticketId);
  const held = useGivenFiles((given) => void attach(given));
  return (
    <section aria-label="Files" className={cx('flex flex-col gap-2 rounded-xl border border-dashed', held ? 'border-accent bg-accent-soft' : 'border-transparent')}>
      <h3 className="text-[13px] font-semibold">Files</h3>
      <ul className="flex flex-col gap-0.5 empty:hidden">
        {files.data?.map((file) => (
          <FileRow key={file.id} file={file} busy={remove.isPending && remove.variables.id === file.id} onDelete={() => remove.mutate(file)} />
        ))}
        {uploads.map((one) => (
          <UploadRow key={one.key} upload={one} onForget={() => forget(one.key)} />
        ))}
      </ul>
      <AttachButton onFiles={(chosen) => void attach(chosen)} />
    </section>
  );
}

function FileRow({ file, busy, onDelete }: { file: AttachmentView; busy: boolean; onDelete: () => void }) {
  return (
    <li className="flex min-h-8 items-center gap-2 text-[13px]">
      <Paperclip size={14} aria-hidden className="shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate">{file.name}</span>
      <span className="text-faint tabular-nums">{size(file.size)}</span>
      <a href={`/api/v1/attachments/${file.id}`} download={file.name} aria-label={`Download ${file.name}`} className={`${buttonClass('ghost', true)} px-1.5`}>
        <Download size={14} aria-hidden />
      </a>
      <IconButton label={`Delete ${file.name}`} className="size-7 hover:text-bad" disabled={busy} onClick={onDelete}>
        <Trash2 size={14} aria-hidden />
      </IconButton>
    </li>
  );
}

function UploadRow({ upload: { name, share, error }, onForget }: { upload: Upload; onForget: () => void }) {
  return (
    <li className="flex min-h-8 items-center gap-2 text-[13px]">
      <Paperclip size={14} aria-hidden className="shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate">{name}</span>
      {error === null ? <progress aria-label={`Attaching ${name}`} value={share} className="h-1.5 w-28 accent-accent" /> : null}
      {error === null ? null : (
        <>
          <span role="alert" className="text-bad">
            {error}
          </span>
          <IconButton label={`Forget ${name}`} className="size-7" onClick={onForget}>
            <X size={14} aria-hidden />
          </IconButton>
        </>
      )}
    </li>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <input ref={input} type="file" multiple hidden aria-label="Files to attach" onChange={(event) => [onFiles([...(event.target.files ?? [])]), (event.target.value = '')]} />
      <Button small onClick={() => input.current?.click()}>
        <Paperclip size={14} aria-hidden /> Attach files
      </Button>
      <span className="text-xs text-faint">or drop or paste them here</span>
    </div>
  );
}
