import type { ArtifactView } from '@lime/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiUrl, callText } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export type ArtifactText = { text: string; truncated: boolean };

/** Beyond this many bytes an artifact is downloaded rather than shown. */
export const mostShown = 8_000_000;

/** An artifact as text: its first 256 KiB, or with `whole` everything. Its content never changes, so it is read once. */
export function artifactTextQuery(artifact: ArtifactView, whole: boolean) {
  return queryOptions({
    queryKey: keys.artifactText(artifact.id, whole),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<ArtifactText> => {
      const { response, text } = await callText(`/artifacts/${artifact.id}/content${whole ? '' : '?preview=1'}`, signal);
      return { text, truncated: !whole && response.headers.get('lime-truncated') === 'true' };
    },
  });
}

export function useArtifactText(artifact: ArtifactView, whole: boolean) {
  return useQuery({
    ...artifactTextQuery(artifact, whole),
    // The beginning stays in view while the whole is read; another artifact's text never does.
    placeholderData: (before: ArtifactText | undefined, query) => (query?.queryKey[1] === artifact.id ? before : undefined),
  });
}

export function downloadUrl(artifact: ArtifactView): string {
  return apiUrl(`/artifacts/${artifact.id}/content`);
}
