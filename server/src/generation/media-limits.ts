/**
 * What every family asks of a single file. Lengths depend on the family and are checked with its other
 * limits. Source: the input tables of the Ark and ModelArk references, November 2026.
 */
import { refuse } from './problems.ts';
import type { MediaKind, Medium } from './request.ts';

const megabyte = 1024 * 1024;

export const mediaLimits = {
  bytesMost: { image: 30 * megabyte, video: 200 * megabyte, audio: 15 * megabyte },
  /** Of images and videos. */
  side: { least: 300, most: 6000 },
  /** Width by height. */
  aspect: { least: 0.4, most: 2.5 },
  /** Width times height of a video. */
  videoPixels: { least: 407_696, most: 8_295_044 },
} as const satisfies { bytesMost: Record<MediaKind, number> } & Record<string, unknown>;

/** Size and shape of one file. Throws ProblemError `media_invalid`. */
export function checkMedium(medium: Medium): void {
  const { kind, bytes, width, height } = medium;
  const bytesMost = mediaLimits.bytesMost[kind];
  if (bytes > bytesMost) {
    throw badFile(
      medium,
      `has ${String(bytes)} bytes; at most ${String(bytesMost / megabyte)} MiB are taken: send a smaller file`,
    );
  }
  if (kind === 'audio') return;
  const size = `${String(width)}x${String(height)} pixels`;
  const { side, aspect, videoPixels } = mediaLimits;
  if (Math.min(width, height) < side.least || Math.max(width, height) > side.most) {
    throw badFile(
      medium,
      `has ${size}; each side must be from ${String(side.least)} to ${String(side.most)}: scale it`,
    );
  }
  if (width < height * aspect.least || width > height * aspect.most) {
    throw badFile(
      medium,
      `has ${size}; width by height must be from ${String(aspect.least)} to ${String(aspect.most)}: crop it`,
    );
  }
  const pixels = width * height;
  if (kind === 'video' && (pixels < videoPixels.least || pixels > videoPixels.most)) {
    throw badFile(
      medium,
      `has ${size}, ${String(pixels)} in all; a video needs ${String(videoPixels.least)} to ${String(videoPixels.most)}: scale it`,
    );
  }
}

/** The refusal of one file: `trouble` goes on after the name of its field. */
export function badFile(medium: Pick<Medium, 'field'>, trouble: string) {
  return refuse('media_invalid', `${medium.field} ${trouble}.`, { field: medium.field });
}
