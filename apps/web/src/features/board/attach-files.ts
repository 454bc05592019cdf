import { maxAttachmentBytes } from '@lime/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../lib/api.ts';
import { size } from '../../lib/size.ts';
import { attachmentsPath, upload } from '../../lib/upload.ts';

/** A file on its way, or one that did not come and why. `share`: 0 to 1. */
export type Upload = { key: string; name: string; share: number; error: string | null };

export const filesKey = (ticketId: string) => ['attachments', ticketId];

/** Attaches files, one after another, and tells how far each has come. */
export function useAttachFiles(ticketId: string) {
  const client = useQueryClient();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const change = (key: string, part: Partial<Upload>) => setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const forget = (key: string) => setUploads((all) => all.filter((one) => one.key !== key));
  const send = async (key: string, file: File) => {
    try {
      await upload({ path: attachmentsPath(ticketId, file.name), file, onShare: (share) => change(key, { share }) });
      await client.invalidateQueries({ queryKey: filesKey(ticketId) });
      forget(key);
    } catch (error) {
      change(key, { error: messageOf(error) });
    }
  };
  const attach = async (files: readonly File[]) => {
    const wanted = files.map((file) => ({ file, upload: { key: crypto.randomUUID(), name: file.name, share: 0, error: whyNot(file) } }));
    setUploads((all) => [...all.filter(({ error }) => error === null), ...wanted.map((one) => one.upload)]);
    for (const { file, upload: { key, error } } of wanted) if (error === null) await send(key, file);
  };
  return { uploads, attach, forget };
}

function whyNot(file: File): string | null {
  if (file.size > maxAttachmentBytes) return `It has ${size(file.size)}; a file may have at most ${size(maxAttachmentBytes)}.`;
  return file.size === 0 ? 'It is empty.' : null;
}
