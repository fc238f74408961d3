import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Film } from '../film.ts';
import type { StudioJob, StudioMedium } from '../job.ts';
import { reading } from '../media-error.ts';
import type { Storyboard } from '../storyboard.ts';
import { openClip } from './clip.ts';
import type { Clip } from './clip.ts';
import { driftingLight, livingPicture } from './living.ts';
import type { LivingPicture } from './living.ts';
import { drawPlate, driftFrom } from './plate.ts';

/** As the clip shows it: it has a camera of its own. */
const unmoved = { zoom: 1, x: 0, y: 0 };

/**
 * Given clips, each for an equal part of the film. Where one ends before its part does, its last
 * picture moves on under the camera of the prompt.
 */
export async function clipsFilm(
  job: StudioJob,
  videos: readonly StudioMedium[],
  board: Storyboard,
): Promise<Film> {
  const part = job.frames / videos.length;
  const open = (medium: StudioMedium) => reading(job.media, medium, () => openClip(medium.path));
  // All are looked at before the first frame: an unreadable one should fail the job at once.
  const clips = await Promise.all(videos.map(open));
  const parts = clips.map((clip, at) =>
    continued(job, board, clip, Math.ceil((at + 1) * part) - 1),
  );
  return {
    async draw(context, frame) {
      const at = Math.min(videos.length - 1, Math.floor(frame / part));
      const [show, medium] = [parts[at], videos[at]];
      if (show === undefined || medium === undefined) return;
      const seconds = (frame - Math.ceil(at * part)) / job.framesPerSecond;
      await reading(job.media, medium, () => show(context, frame, seconds));
    },
    close() {
      for (const clip of clips) clip.close();
    },
  };
}

/** What comes after a given clip: it begins with its last picture, which moves on under the camera of the prompt. */
export async function extensionFilm(
  job: StudioJob,
  medium: StudioMedium,
  board: Storyboard,
): Promise<Film> {
  const last = createCanvas(job.width, job.height);
  await reading(job.media, medium, async () => {
    const clip = await openClip(medium.path);
    try {
      drawPlate(last.getContext('2d'), await clip.at(Number.POSITIVE_INFINITY), job, unmoved);
    } finally {
      clip.close();
    }
  });
  const living = livingPicture(last, job);
  const light = driftingLight(board, job);
  return {
    draw(context, frame) {
      const share = frame / Math.max(1, job.frames - 1);
      const seconds = frame / job.framesPerSecond;
      const strength = Math.min(1, seconds);
      living.draw(context, driftFrom(board.camera, share), { seconds, strength });
      light(context, seconds, strength);
    },
    close() {},
  };
}

function continued(job: StudioJob, board: Storyboard, clip: Clip, lastFrame: number) {
  const light = driftingLight(board, job);
  let rest: { living: LivingPicture; from: number } | null = null;
  return async (context: SKRSContext2D, frame: number, seconds: number): Promise<void> => {
    const picture = await clip.at(seconds);
    if (rest === null) {
      context.imageSmoothingQuality = 'medium';
      drawPlate(context, picture, job, unmoved);
      if (!clip.ended()) return;
      const last = createCanvas(job.width, job.height);
      drawPlate(last.getContext('2d'), picture, job, unmoved);
      rest = { living: livingPicture(last, job), from: frame };
      return;
    }
    const share = (frame - rest.from) / Math.max(1, lastFrame - rest.from);
    const strength = Math.min(1, (frame - rest.from) / job.framesPerSecond);
    rest.living.draw(context, driftFrom(board.camera, share), { seconds, strength });
    light(context, seconds, strength);
  };
}
