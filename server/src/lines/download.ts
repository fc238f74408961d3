import { rm } from 'node:fs/promises';
import type { GuardedFetch } from '../media/fetch.ts';
import { takeStills } from '../media/stills.ts';
import type { MediaStore } from '../media/store.ts';
import type { ResultFiles, ResultUrls } from './driver.ts';

export interface DownloadParts {
  fetch: Pick<GuardedFetch, 'download'>;
  store: MediaStore;
}

const videoBytesMax = 2 * 1024 * 1024 * 1024;
const videoMs = 600_000;
const pictureBytesMax = 64 * 1024 * 1024;
const pictureMs = 60_000;

/** What was fetched lies in temporary files; `clear` removes what nobody has taken over. */
export interface Downloaded {
  files: ResultFiles;
  clear(): Promise<void>;
}

/**
 * Fetches what an upstream made, and takes the pictures of it that we show: its poster always, its last
 * frame where it was asked for and the upstream gives none. Throws what the fetch or the decoder throws.
 */
export async function downloadResult(
  { fetch, store }: DownloadParts,
  urls: ResultUrls,
  wantsLastFrame: boolean,
): Promise<Downloaded> {
  const video = store.temporaryPath();
  const poster = store.temporaryPath();
  const lastFrame = wantsLastFrame ? store.temporaryPath() : null;
  const clear = async (): Promise<void> => {
    for (const path of [video, poster, lastFrame]) {
      if (path !== null) await rm(path, { force: true });
    }
  };
  try {
    await fetch.download(urls.videoUrl, video, {
      bytesMax: videoBytesMax,
      totalMs: videoMs,
      headers: urls.headers,
    });
    const given = lastFrame !== null && urls.lastFrameUrl !== null;
    if (given) {
      const limits = { bytesMax: pictureBytesMax, totalMs: pictureMs };
      await fetch.download(urls.lastFrameUrl ?? '', lastFrame, limits);
    }
    await takeStills({ video, first: poster, last: given ? null : lastFrame });
    return { files: { video, poster, lastFrame }, clear };
  } catch (error) {
    await clear();
    throw error;
  }
}
