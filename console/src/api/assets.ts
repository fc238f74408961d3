import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { CreateAssetBody, ListAssetsQuery } from '../../../client/src/api-types.ts';
import { call } from './client.ts';
import { newIdempotencyKey } from './new-key.ts';
import { pages } from './pages-of.ts';

const queryKey = ['assets'] as const;
const processingMs = 2_000;

type AssetFilter = Pick<ListAssetsQuery, 'kind' | 'q'>;

/** Looked at again while one of them is being fetched and measured. */
export function assetsQuery(asked: AssetFilter) {
  return infiniteQueryOptions({
    queryKey: [...queryKey, asked],
    queryFn: ({ signal, pageParam: cursor }) =>
      call('listAssets', {
        query: { ...asked, limit: 60, ...(cursor !== null && { cursor }) },
        signal,
      }),
    ...pages,
    refetchInterval: ({ state }) => {
      const isWaiting = state.data?.pages.some(({ data }) =>
        data.some((asset) => asset.state === 'processing'),
      );
      return isWaiting ? processingMs : false;
    },
  });
}

export function assetQuery(id: string) {
  return queryOptions({
    queryKey: ['asset', id],
    queryFn: ({ signal }) => call('getAsset', { path: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'processing' ? processingMs : false),
  });
}

export function useUploadAsset() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, signal }: { file: File; signal?: AbortSignal }) =>
      call('uploadAsset', {
        body: { file, name: file.name },
        idempotencyKey: newIdempotencyKey(),
        signal,
      }),
    onSuccess: (asset) => queries.setQueryData(assetQuery(asset.id).queryKey, asset),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}

export function useImportAsset() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, idempotencyKey }: { body: CreateAssetBody; idempotencyKey: string }) =>
      call('createAsset', { body, idempotencyKey }),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
}

export function useDeleteAsset() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('deleteAsset', { path: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
}
