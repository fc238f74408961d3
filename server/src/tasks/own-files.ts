import type { MediaUrls } from '../media/urls.ts';
import type { Database } from '../postgres/database.ts';
import { findPicture, pictureOfName } from './pictures/rows.ts';
import { findResult } from './results.ts';
import { fileNames } from './rows.ts';

const storedName = /^([0-9a-f]{64})\.[a-z0-9]{1,8}$/;

/**
 * The hash of the stored file behind one of our own signed URLs, so that a result or an asset that
 * becomes the next task's input is not fetched from ourselves. Null for any other URL, or one that is
 * not valid. `find` knows what is stored under a name.
 */
export function ownFileFinder(
  find: (name: string) => Promise<string | null>,
  urls: MediaUrls,
  publicUrl: string,
): (url: string) => Promise<string | null> {
  return async (url) => {
    if (!url.startsWith(`${publicUrl}/media/`)) return null;
    // As it stands: a parser would drop what does not belong there.
    const [path = ''] = url.slice(publicUrl.length).split(/[?#]/u, 1);
    const verified = urls.verifyMediaPath(path, Date.now());
    if (typeof verified === 'string') return null;
    return find(verified.name);
  };
}

/** The hash under which a result's file of this name is stored; null where it is not, or not yet. */
export async function findStored(database: Database, name: string): Promise<string | null> {
  const [, sha256] = storedName.exec(name) ?? [];
  if (sha256 !== undefined) return sha256;
  const taskId = taskIdOf(name);
  const picture = pictureOfName(taskId, name);
  if (picture) return (await findPicture(database, picture))?.sha256 ?? null;
  const files = (await findResult(database, taskId))?.files;
  switch (name) {
    case fileNames.video(taskId):
      return files?.video ?? null;
    case fileNames.poster(taskId):
      return files?.poster ?? null;
    case fileNames.lastFrame(taskId):
      return files?.lastFrame ?? null;
    default:
      return null;
  }
}

/** Ids of tasks hold no dot. */
export function taskIdOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}
