import type { SKRSContext2D } from '@napi-rs/canvas';
import { viewAt } from '../camera.ts';
import type { Film } from '../film.ts';
import type { StudioJob, StudioMedium } from '../job.ts';
import { reading } from '../media-error.ts';
import { sceneFilm } from '../scene-film.ts';
import type { Storyboard } from '../storyboard.ts';
import { cardTable, layOut } from './cards.ts';
import type { Area } from './cards.ts';
import { openClip } from './clip.ts';
import { fitPicture } from './picture.ts';
import { drawPlate, driftFrom } from './plate.ts';

/**
 * References shown as they are: given clips fill the frame one after the other (the scene of the
 * prompt does where there is none), and given pictures float before it as prints.
 */
export async function referenceFilm(job: StudioJob, board: Storyboard): Promise<Film> {
  const videos = job.media.filter((medium) => medium.kind === 'video');
  const images = job.media.filter((medium) => medium.kind === 'image');
  const back = videos.length > 0 ? await clipsFilm(job, videos, board) : sceneFilm(job, board);
  const cards = await cardsOf(job, images, videos.length > 0);
  const drawCards = cardTable(cards, board.random('cards'));
  return {
    async draw(context, frame) {
      await back.draw(context, frame);
      context.resetTransform();
      drawCards(
        context,
        frame / job.framesPerSecond,
        viewAt(board.camera, frame / Math.max(1, job.frames - 1)),
      );
    },
    close: () => {
      back.close();
    },
  };
}

async function cardsOf(job: StudioJob, images: readonly StudioMedium[], overClip: boolean) {
  if (images.length === 0) return [];
  const pictures = await Promise.all(
    images.map((medium) =>
      reading(job.media, medium, () => fitPicture(medium.path, job.width, job.height)),
    ),
  );
  const shapes = pictures.map((picture) => picture.width / picture.height);
  const places = layOut(shapes, cardArea(job, overClip));
  return places.flatMap((place, at) => {
    const picture = pictures[at];
    return picture === undefined ? [] : [{ ...place, picture }];
  });
}

/** Over a clip the prints keep to the lower part and leave it in sight. */
function cardArea(job: StudioJob, overClip: boolean): Area {
  const { width, height } = job;
  return overClip
    ? { left: width * 0.06, top: height * 0.66, width: width * 0.88, height: height * 0.27 }
    : { left: width * 0.1, top: height * 0.13, width: width * 0.8, height: height * 0.72 };
}

/** Each clip gets an equal part of the film. */
async function clipsFilm(
  job: StudioJob,
  videos: readonly StudioMedium[],
  board: Storyboard,
): Promise<Film> {
  const part = job.frames / videos.length;
  const open = (medium: StudioMedium) => reading(job.media, medium, () => openClip(medium.path));
  // All are looked at before the first frame: an unreadable one should fail the job at once.
  const clips = await Promise.all(videos.map(open));
  return {
    async draw(context: SKRSContext2D, frame: number) {
      const at = Math.min(videos.length - 1, Math.floor(frame / part));
      const clip = clips[at];
      const medium = videos[at];
      if (clip === undefined || medium === undefined) return;
      const seconds = (frame - Math.ceil(at * part)) / job.framesPerSecond;
      const picture = await reading(job.media, medium, () => clip.at(seconds));
      context.imageSmoothingQuality = 'medium';
      const drift = driftFrom(board.camera, (frame - at * part) / part);
      drawPlate(context, picture, job, drift);
    },
    close() {
      for (const clip of clips) clip.close();
    },
  };
}
