import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type {
  CreateWebhookEndpointBody,
  ListDeliveriesQuery,
  UpdateWebhookEndpointBody,
} from '../../../client/src/api-types.ts';
import { call } from './client.ts';
import { pages } from './pages-of.ts';

const queryKey = ['webhooks'] as const;

export const endpointsQuery = queryOptions({
  queryKey: [...queryKey, 'endpoints'],
  queryFn: ({ signal }) => call('listWebhookEndpoints', { signal }),
  select: ({ data }) => data,
});

export type DeliveryFilter = Pick<ListDeliveriesQuery, 'endpointId' | 'taskId' | 'state'>;

export function deliveriesQuery(asked: DeliveryFilter) {
  return infiniteQueryOptions({
    queryKey: [...queryKey, 'deliveries', asked],
    queryFn: ({ signal, pageParam: cursor }) =>
      call('listDeliveries', {
        query: { ...asked, limit: 100, ...(cursor !== null && { cursor }) },
        signal,
      }),
    ...pages,
  });
}

/** With what was sent and what came back. */
export function deliveryQuery(id: string) {
  return queryOptions({
    queryKey: [...queryKey, 'delivery', id],
    queryFn: ({ signal }) => call('getDelivery', { path: { id }, signal }),
  });
}

function useChanged() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey });
}

/** The secret is handed to who asked, and kept by no cache. */
export function useCreateEndpoint() {
  const onSuccess = useChanged();
  return useMutation({
    gcTime: 0,
    mutationFn: (ask: { body: CreateWebhookEndpointBody; idempotencyKey: string }) =>
      call('createWebhookEndpoint', ask),
    onSuccess,
  });
}

/** Likewise the new one. */
export function useRotateSecret() {
  const onSuccess = useChanged();
  return useMutation({
    gcTime: 0,
    mutationFn: (id: string) => call('rotateSecretOfWebhookEndpoint', { path: { id } }),
    onSuccess,
  });
}

export function useUpdateEndpoint() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: ({ id, ...body }: UpdateWebhookEndpointBody & { id: string }) =>
      call('updateWebhookEndpoint', { path: { id }, body }),
    onSuccess,
  });
}

export function useDeleteEndpoint() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (id: string) => call('deleteWebhookEndpoint', { path: { id } }),
    onSuccess,
  });
}

/** Answers once the test event was tried. */
export function useTestEndpoint() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (id: string) =>
      call('testWebhookEndpoint', { path: { id }, query: { wait: true } }),
    onSuccess,
  });
}

const dayMs = 86_400_000;

/** All that an endpoint was not told in the last days. */
export function useResendFailed() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn({ id, days }: { id: string; days: number }) {
      const now = Date.now();
      const from = new Date(now - days * dayMs).toISOString();
      const body = { from, to: new Date(now).toISOString() };
      return call('resendWebhookEndpoint', { path: { id }, body });
    },
    onSuccess,
  });
}

export function useResendDelivery() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (id: string) => call('resendDelivery', { path: { id } }),
    onSuccess,
  });
}
