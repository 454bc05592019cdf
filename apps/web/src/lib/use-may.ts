import { useMe } from './get-me.ts';

/** Whether the person may do it; true while that is not known yet. */
export function useMay(permission: string): boolean {
  const mine = useMe().data?.permissions;
  return mine === undefined || mine.includes('*') || mine.includes(permission);
}
