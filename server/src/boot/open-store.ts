import { join } from 'node:path';
import type { Config } from './config.ts';
import { diskMark, type StoreMark } from '../media/store/mark.ts';
import { openDiskStore, type MediaStore } from '../media/store/store.ts';

export interface OpenStore {
  store: MediaStore;
  mark: StoreMark;
  close(): void;
}

/** Where this installation keeps its files. The client of S3 is only loaded where it is used. */
export async function openStore(
  config: Pick<Config, 'dataDir' | 's3' | 's3CacheBytesMax'>,
): Promise<OpenStore> {
  const { s3, dataDir } = config;
  if (s3 === null) {
    const folder = mediaFolder(dataDir);
    return {
      store: await openDiskStore(folder),
      mark: diskMark(folder),
      close: () => undefined,
    };
  }
  const { openS3Store } = await import('../media/store/s3-store.ts');
  const store = await openS3Store({
    settings: s3,
    cacheFolder: join(dataDir, 'cache'),
    cacheBytesMax: config.s3CacheBytesMax,
  });
  return {
    store,
    mark: store.mark,
    close() {
      store.close();
    },
  };
}

/**
 * The mark of the folder in which files are kept, which is not made by that; null where it is a bucket: what a command
 * must load to look into one takes it longer than its work.
 */
export function markAtHand({ dataDir, s3 }: Pick<Config, 'dataDir' | 's3'>): StoreMark | null {
  return s3 === null ? diskMark(mediaFolder(dataDir)) : null;
}

function mediaFolder(dataDir: string): string {
  return join(dataDir, 'media');
}

/** Throws StorageError, in words for the operator, where a bucket is set up that cannot be used. */
export async function checkStore({ s3 }: Pick<Config, 's3'>): Promise<void> {
  if (s3 === null) return;
  const { checkBucket } = await import('../media/store/s3-store.ts');
  await checkBucket(s3);
}
