import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { keysQuery } from '../../api/keys.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { useMay } from '../../api/session.ts';

/** Names of keys by their ids; empty for who may not read them. */
export function useKeyNames(): ReadonlyMap<string, string> {
  const enabled = useMay('keys:read');
  const { data } = useInfiniteQuery({ ...keysQuery, select: rowsOf, enabled });
  return useMemo(() => new Map(data?.map(({ id, name }) => [id, name])), [data]);
}
