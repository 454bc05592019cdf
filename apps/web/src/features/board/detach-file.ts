import type { AttachmentView } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { apiUrl, problemOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { attachmentsPath, upload } from '../../lib/upload.ts';
import { filesKey } from './attach-files.ts';

type Gone = { name: string; content: Blob };

/** Deletes a file, and offers to take that back: what it held is read first, since the server keeps nothing of it. */
export function useDetachFile(ticketId: string) {
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: filesKey(ticketId) });
  const undo = useMutation({ mutationFn: ({ name, content }: Gone) => upload({ path: attachmentsPath(ticketId, name), file: content }), onSettled: renew });
  return useMutation({
    mutationFn: async ({ id, name }: AttachmentView): Promise<Gone> => {
      const content = await readContent(id);
      await api.deleteAttachment({ id });
      return { name, content };
    },
    onSuccess: (gone) => toast.success(`${gone.name} deleted`, { action: { label: 'Undo', onClick: () => undo.mutate(gone) } }),
    onSettled: renew,
  });
}

async function readContent(id: string): Promise<Blob> {
  const answer = await fetch(apiUrl(`/attachments/${id}`));
  if (!answer.ok) throw problemOf(answer, await answer.text());
  return answer.blob();
}
