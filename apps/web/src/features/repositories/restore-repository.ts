import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';

/** Whatever shows repositories. */
export const renewedByRepositories = [['repositories'], ['project-repositories'], keys.references];

export function useRestoreRepository() {
  return useChange({ renews: renewedByRepositories, said: 'The repository is back', change: (id: string) => api.restoreRepository({ id }) });
}
