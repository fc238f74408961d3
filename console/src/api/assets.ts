import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from './client.ts';

const lookEveryMs = 1_500;

export function assetQuery(id: string) {
  return queryOptions({
    queryKey: ['asset', id],
    queryFn: ({ signal }) => call('getAsset', { path: { id }, signal }),
    // It is measured meanwhile.
    refetchInterval: ({ state: { data } }) => (data?.state === 'processing' ? lookEveryMs : false),
  });
}

export function useUploadAsset() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({
      file,
      idempotencyKey,
      signal,
    }: {
      file: File;
      idempotencyKey: string;
      signal: AbortSignal;
    }) => call('uploadAsset', { body: { file, name: file.name }, idempotencyKey, signal }),
    onSuccess(asset) {
      queries.setQueryData(assetQuery(asset.id).queryKey, asset);
      void queries.invalidateQueries({ queryKey: ['assets'] });
    },
  });
}
