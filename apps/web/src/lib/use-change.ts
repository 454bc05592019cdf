import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';

type Options<Input, Output> = {
  change: (input: Input) => Promise<Output>;
  /** What is read anew after it. */
  renews: readonly QueryKey[];
  /** Said when it is done. */
  said?: string;
  /** The screen shows its errors itself, so no toast does. */
  shownInPlace?: boolean;
};

/** Something that changes what the server keeps. */
export function useChange<Input, Output>({ change, renews, said, shownInPlace = false }: Options<Input, Output>) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace },
    mutationFn: change,
    onSuccess: () => {
      if (said !== undefined) toast.success(said);
    },
    onSettled: () => Promise.all(renews.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
