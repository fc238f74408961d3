import { queryOptions } from '@tanstack/react-query';
import { call } from './client.ts';

/** What the overview alone asks for. */

export const forecastQuery = queryOptions({
  queryKey: ['balance', 'forecast'],
  queryFn: ({ signal }) => call('getBalance', { query: { include: 'forecast' }, signal }),
});

export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: async ({ signal }) => (await call('listNotices', { signal })).data,
});

/** Whether anybody is told of tasks by a webhook. */
export const hasWebhookQuery = queryOptions({
  queryKey: ['webhook-endpoints', 'any'],
  queryFn: async ({ signal }) => (await call('listWebhookEndpoints', { signal })).data.length > 0,
});
