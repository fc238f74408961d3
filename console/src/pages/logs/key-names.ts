import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { keysQuery } from '../../api/keys.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { useMay } from '../../api/session.ts';

/** Of keys by their ids, for those who may read them. */
export function useKeyNames(): ReadonlyMap<string, string> {
  const enabled = useMay('keys:read');
  const { data } = useInfiniteQuery({ ...keysQuery, select: rowsOf, enabled });
  return useMemo(
    () => new Map((data ?? []).map(({ id, name, lastFour }) => [id, `${name} …${lastFour}`])),
    [data],
  );
}
