import type { Task } from '../../../client/src/api-types.ts';
import type { FilmStrip } from '../film/StripFrame.tsx';

type FilmOutput = Pick<NonNullable<Task['output']>, 'stripUrl' | 'width' | 'height'>;

/**
 * Signed addresses of media name the server by its public address. This page may have been opened by another one, such
 * as localhost, and its policy lets it fetch from there alone: the path and the signature are what counts.
 */
export function ownAddress(url: string): string {
  const { pathname, search } = new URL(url, location.origin);
  return `${pathname}${search}`;
}

/** What the strip of a film is, and how large the film. */
export function stripOf({ stripUrl, width, height }: FilmOutput): FilmStrip {
  return { strip: ownAddress(stripUrl), width, height };
}
