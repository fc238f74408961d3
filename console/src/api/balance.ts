import { queryOptions } from '@tanstack/react-query';
import { call } from './client.ts';

const lookEveryMs = 10_000;

export const balanceQuery = queryOptions({
  queryKey: ['balance'],
  refetchInterval: lookEveryMs,
  queryFn: ({ signal }) => call('getBalance', { signal }),
});
