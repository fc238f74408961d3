import { join } from 'node:path';
import type { Config } from './config.ts';
import { openDiskStore, type MediaStore } from '../media/store/store.ts';

/** Where this installation keeps its files. The client of S3 is only loaded where it is used. */
export async function openStore(
  config: Pick<Config, 'dataDir' | 's3' | 's3CacheBytesMax'>,
): Promise<{ store: MediaStore; close(): void }> {
  const { s3, dataDir } = config;
  if (s3 === null) {
    return { store: await openDiskStore(join(dataDir, 'media')), close: () => undefined };
  }
  const { openS3Store } = await import('../media/store/s3-store.ts');
  const store = await openS3Store({
    settings: s3,
    cacheFolder: join(dataDir, 'cache'),
    cacheBytesMax: config.s3CacheBytesMax,
  });
  return {
    store,
    close() {
      store.close();
    },
  };
}

/** Throws StorageError, in words for the operator, where a bucket is set up that cannot be used. */
export async function checkStore({ s3 }: Pick<Config, 's3'>): Promise<void> {
  if (s3 === null) return;
  const { checkBucket } = await import('../media/store/s3-store.ts');
  await checkBucket(s3);
}
