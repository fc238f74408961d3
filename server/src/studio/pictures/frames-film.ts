import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { eased, viewAt } from '../camera.ts';
import type { Film } from '../film.ts';
import type { StudioJob } from '../job.ts';
import { reading } from '../media-error.ts';
import { weatherOver } from '../scenes/weather.ts';
import type { Storyboard } from '../storyboard.ts';
import { driftingLight, livingPicture } from './living.ts';
import { coverPicture } from './picture.ts';
import { driftFrom, driftTo } from './plate.ts';
import { transitionBetween } from './transition.ts';

/** Pictures are kept a little larger than the frame, so that a push in stays sharp. */
const plateScale = 1.16;

/**
 * The given first picture under a slow camera, with depth; it turns into the last one if there is one.
 * The first frame shows the first picture exactly, the last frame the last picture.
 */
export async function framesFilm(job: StudioJob, board: Storyboard): Promise<Film> {
  const plateOf = (role: 'first_frame' | 'last_frame') => {
    const medium = job.media.find((given) => given.role === role);
    if (medium === undefined) return null;
    return reading(job.media, medium, () =>
      coverPicture(medium, Math.round(job.width * plateScale), Math.round(job.height * plateScale)),
    );
  };
  const first = await plateOf('first_frame');
  const last = await plateOf('last_frame');
  if (first === null) throw new Error('mode frames needs a picture with the role first_frame');
  const weather = overlay(job, board, last !== null);
  const light = driftingLight(board, job);
  const [from, to] = [first, last].map((picture) =>
    picture === null ? null : livingPicture(picture, job),
  );
  const change =
    from && to && last
      ? transitionBetween(
          board,
          job,
          { picture: first, living: from },
          { picture: last, living: to },
        )
      : null;
  return {
    draw(context, frame) {
      const share = frame / Math.max(1, job.frames - 1);
      const seconds = frame / job.framesPerSecond;
      // Nothing but the pictures themselves at the ends that must show them.
      const strength = Math.min(1, share * 6, last === null ? 1 : (1 - share) * 6);
      const moves = { first: driftFrom(board.camera, share), last: driftTo(board.camera, share) };
      const way = dissolveAt(share);
      if (to === null || way <= 0) from?.draw(context, moves.first, { seconds, strength });
      else if (way >= 1) to?.draw(context, moves.last, { seconds, strength });
      else change?.(context, way, { ...moves, seconds, strength });
      light(context, seconds, strength);
      weather?.(context, frame, share);
    },
    close() {},
  };
}

/** 0 while the first picture stands alone, 1 when the last one does. */
function dissolveAt(share: number): number {
  const way = Math.min(1, Math.max(0, (share - 0.16) / 0.68));
  return eased(way);
}

/** Rain or snow that comes in, and goes again where the end must show a picture exactly. */
function overlay(
  job: StudioJob,
  board: Storyboard,
  endsExactly: boolean,
): ((context: SKRSContext2D, frame: number, share: number) => void) | null {
  const layers = weatherOver(board, job);
  if (layers.length === 0) return null;
  const canvas = createCanvas(job.width, job.height);
  const over = canvas.getContext('2d');
  return (context, frame, share) => {
    over.resetTransform();
    over.clearRect(0, 0, job.width, job.height);
    const moment = {
      seconds: frame / job.framesPerSecond,
      view: viewAt(board.camera === 'fixed' ? 'fixed' : 'still', share),
    };
    for (const layer of layers) layer.draw(over, moment);
    context.globalAlpha = Math.min(1, share * 6, endsExactly ? (1 - share) * 6 : 1);
    context.drawImage(canvas, 0, 0);
    context.globalAlpha = 1;
  };
}
