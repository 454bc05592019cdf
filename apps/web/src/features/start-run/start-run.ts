import { type RunSummary } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import type { StartRequest } from './run-draft.ts';

/** Starts one run or several side by side. However often one dialog's button is pressed or a lost answer is asked for again, they start once. */
export function useStartRun() {
  const client = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.getRandomValues(new Uint32Array(4)).join('-'));
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: async ({ kind, body }: StartRequest): Promise<RunSummary[]> => {
      const headers = { 'idempotency-key': `${idempotencyKey}-${fingerprint(JSON.stringify(body))}` };
      if (kind === 'run') return [await api.startRun({ body }, { headers })];
      return (await api.startAttempts({ body }, { headers })).items;
    },
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: keys.runs }), client.invalidateQueries({ queryKey: keys.boards })]),
  });
}

/** Another body is another wish: a form mended after a refusal must not meet the refused one's key. */
function fingerprint(text: string): string {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return (hash >>> 0).toString(36);
}
