import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { outermostBoxes } from '../media/boxes.ts';
import { ChildError } from '../media/child.ts';
import { FetchRefusal, type GuardedFetch } from '../media/fetch.ts';
import { createGate } from '../generation/gate.ts';
import { takeStills, type StillsJob, type TakeStills, type VideoShape } from '../media/stills.ts';
import type { MediaStore } from '../media/store/store.ts';
import { asStorageError, lightly, storeTroubleKind } from '../media/store/store-trouble.ts';
import type { ResultUrls } from '../tasks/results.ts';

export interface DownloadParts {
  fetch: Pick<GuardedFetch, 'download'>;
  store: Pick<MediaStore, 'temporaryPath' | 'writing'>;
  /** By a child process, unless told. */
  takeStills?: TakeStills;
}

export interface DownloadOrder {
  urls: ResultUrls;
  wantsLastFrame: boolean;
  /** How often a transfer that breaks off is taken up again: each counts as a download at the upstream. */
  resumesMax: number;
  /** Whether a whole video that cannot be decoded is good enough, without pictures: so it came before. */
  takesUndecodable: boolean;
  signal: AbortSignal;
}

/** What was fetched lies in temporary files; `clear` removes what nobody has taken over. */
export interface Downloaded {
  files: CopyFiles;
  measured: VideoShape | null;
  clear(): Promise<void>;
}

/** Paths of local files. */
export interface CopyFiles {
  video: string;
  poster: string | null;
  lastFrame: string | null;
  /** Missing, or null, where none was made. */
  thumb?: string | null;
}

const videoBytesMax = 2 * 1024 * 1024 * 1024;
const videoMs = 600_000;
const pictureBytesMax = 64 * 1024 * 1024;
const pictureMs = 60_000;

/** Of this process: each decoding keeps a core busy. */
const decoding = createGate({
  places: availableParallelism(),
  placesPerOwner: availableParallelism(),
  weight: 1,
  weightPerOwner: 1,
});

/**
 * Fetches what an upstream made, measures it, and takes the pictures of it that we show: its poster
 * and its thumb always, its last frame where it was asked for and the upstream gives none. Throws FetchRefusal, ChildError
 * for what cannot be decoded, Unusable, or StorageError.
 */
export async function downloadResult(
  { fetch, store, takeStills: take = takeStills }: DownloadParts,
  order: DownloadOrder,
): Promise<Downloaded> {
  const { urls, wantsLastFrame, resumesMax, signal } = order;
  const [video, poster, lastFrame, thumb] = [
    store.temporaryPath(),
    store.temporaryPath(),
    store.temporaryPath(),
    store.temporaryPath(),
  ];
  const clear = async (): Promise<void> => {
    for (const path of [video, poster, lastFrame, thumb]) await lightly(rm(path, { force: true }));
  };
  try {
    const common = { resumesMax, signal };
    const videoLimits = { bytesMax: videoBytesMax, totalMs: videoMs };
    await store.writing(() => fetch.download(urls.videoUrl, video, { ...videoLimits, ...common }));
    const { lastFrameUrl } = urls;
    const given =
      wantsLastFrame && lastFrameUrl !== null
        ? await store.writing(() => isFetched(fetch, lastFrameUrl, lastFrame, common))
        : false;
    const job = { video, first: poster, last: wantsLastFrame && !given ? lastFrame : null, thumb };
    const seen = await lookInto(take, job, order);
    const hasLastFrame = wantsLastFrame && (given || seen.hasPictures);
    return {
      files: {
        video,
        poster: seen.hasPictures ? poster : null,
        lastFrame: hasLastFrame ? lastFrame : null,
        thumb: seen.hasPictures ? thumb : null,
      },
      measured: seen.measured,
      clear,
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** Where it cannot be had, the last frame is in the video as well. */
async function isFetched(
  fetch: DownloadParts['fetch'],
  url: string,
  to: string,
  common: Pick<DownloadOrder, 'resumesMax' | 'signal'>,
): Promise<boolean> {
  try {
    await fetch.download(url, to, { bytesMax: pictureBytesMax, totalMs: pictureMs, ...common });
    return true;
  } catch (error) {
    if (error instanceof FetchRefusal) return false;
    throw error;
  }
}

async function lookInto(
  take: TakeStills,
  job: StillsJob,
  { takesUndecodable, signal }: DownloadOrder,
): Promise<{ measured: VideoShape | null; hasPictures: boolean }> {
  let measured: VideoShape | null = null;
  const onMeasured = (shape: VideoShape | null): void => {
    measured = shape;
  };
  const leave = await decoding.enter('', 0, signal);
  try {
    await take(job, { signal, onMeasured });
    // Of a film that was cut off the first frame may still be there.
    if (measured === null && !(await isWholeMp4(job.video))) throw new Unusable();
    return { measured, hasPictures: true };
  } catch (error) {
    if (!(error instanceof ChildError) || error.end === 'aborted') throw error;
    if (storeTroubleKind(error) !== null) throw asStorageError(error);
    if (!takesUndecodable || !(await isWholeMp4(job.video))) throw error;
    return { measured, hasPictures: false };
  } finally {
    leave();
  }
}

/** What was fetched is no film that can be kept, or be measured where its length is wanted. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
  constructor(message = 'the video is cut off, or no MP4') {
    super(message);
  }
}

/**
 * By its boxes (ISO/IEC 14496-12, section 4.3): a page that says sorry is no video, and what was cut off will
 * play nowhere.
 */
async function isWholeMp4(path: string): Promise<boolean> {
  const [first, ...others] = (await outermostBoxes(path)) ?? [];
  return first === 'ftyp' && ['moov', 'mdat'].every((type) => others.includes(type));
}
