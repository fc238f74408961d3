import type { Canvas } from '@napi-rs/canvas';
import { viewAt } from '../camera.ts';
import type { Film } from '../film.ts';
import type { StudioJob, StudioMedium } from '../job.ts';
import { reading } from '../media-error.ts';
import { sceneFilm } from '../scene-film.ts';
import type { Storyboard } from '../storyboard.ts';
import type { Subject } from '../subjects/subjects.ts';
import { cardTable, layOut } from './cards.ts';
import type { Area, Card } from './cards.ts';
import { clipsFilm, extensionFilm } from './clips-film.ts';
import { cutOut } from './cutout.ts';
import { guestOf } from './guest.ts';
import { fitPicture, scaledTo } from './picture.ts';

const mostGuests = 2;

/**
 * References composed into one picture. Given clips fill the frame one after the other, the scene of the
 * prompt does where there is none. Given pictures with a plain background are cut out and stand in that
 * scene, in the place of the subjects that the prompt names; all others hang before it as prints.
 */
export async function referenceFilm(job: StudioJob, board: Storyboard): Promise<Film> {
  const videos = job.media.filter((medium) => medium.kind === 'video');
  const images = job.media.filter((medium) => medium.kind === 'image');
  const pictures = await Promise.all(
    images.map((medium) =>
      reading(job.media, medium, () => fitPicture(medium, job.width, job.height)),
    ),
  );
  const { guests, prints } =
    videos.length > 0 ? { guests: [], prints: pictures } : sorted(pictures);
  const subjects = withGuests(board.subjects, guests, job.height);
  const back =
    videos.length > 0
      ? await videoFilm(job, videos, board)
      : sceneFilm(job, { ...board, subjects });
  const area = cardArea(job, board, videos.length > 0, subjects.length > 0);
  const drawCards = cardTable(cardsOf(prints, area), board);
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

/** An edit keeps to its clip from the first to the last picture; what is extended goes on after it. */
function videoFilm(
  job: StudioJob,
  videos: readonly StudioMedium[],
  board: Storyboard,
): Promise<Film> {
  const [first] = videos;
  if (first && job.referenceTask === 'extend') return extensionFilm(job, first, board);
  return clipsFilm(job, first && job.referenceTask === 'edit' ? [first] : videos, board);
}

/** What can be cut out, as far as there is room, and the rest. */
function sorted(pictures: readonly Canvas[]): { guests: Canvas[]; prints: Canvas[] } {
  const guests: Canvas[] = [];
  const prints: Canvas[] = [];
  for (const picture of pictures) {
    const cut = guests.length < mostGuests ? cutOut(picture) : null;
    if (cut === null) prints.push(picture);
    else guests.push(cut);
  }
  return { guests, prints };
}

/** The guests take the places of the named subjects, in order; what is left of either follows. */
function withGuests(
  subjects: readonly Subject[],
  guests: readonly Canvas[],
  frameHeight: number,
): readonly Subject[] {
  const shown = guests.map((picture, at): Subject => {
    const named = subjects[at] ?? { name: 'guest', action: null, color: null };
    return { ...named, figure: guestOf(picture, frameHeight) };
  });
  return [...shown, ...subjects.slice(guests.length)];
}

function cardsOf(prints: readonly Canvas[], area: Area): readonly Card[] {
  if (prints.length === 0) return [];
  const places = layOut(
    prints.map((picture) => picture.width / picture.height),
    area,
  );
  return places.flatMap((place, at) => {
    const picture = prints[at];
    if (picture === undefined) return [];
    return [{ ...place, picture: scaledTo(picture, Math.ceil(place.height * 1.06)) }];
  });
}

/** Over a clip the prints keep to the lower part, beside subjects to the half where the light is. */
function cardArea(job: StudioJob, board: Storyboard, overClip: boolean, beside: boolean): Area {
  const { width, height } = job;
  if (overClip) {
    return { left: width * 0.06, top: height * 0.66, width: width * 0.88, height: height * 0.27 };
  }
  const area = { top: height * 0.13, height: height * 0.72 };
  if (!beside) return { ...area, left: width * 0.1, width: width * 0.8 };
  return { ...area, left: width * (board.lightX > 0 ? 0.56 : 0.05), width: width * 0.39 };
}
