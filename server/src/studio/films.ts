import type { InputMode } from '../generation/request.ts';
import type { Film } from './film.ts';
import type { StudioJob } from './job.ts';
import { framesFilm } from './pictures/frames-film.ts';
import { referenceFilm } from './pictures/reference-film.ts';
import { sceneFilm } from './scene-film.ts';
import { storyboardOf } from './storyboard.ts';
import type { Storyboard } from './storyboard.ts';

const filmOf: Record<InputMode, (job: StudioJob, board: Storyboard) => Film | Promise<Film>> = {
  text: sceneFilm,
  frames: framesFilm,
  reference: referenceFilm,
};

/** The film that a job asks for. Rejects when a medium cannot be read. */
export async function openFilmOf(job: StudioJob): Promise<Film> {
  const board = storyboardOf(job.prompt, job.seed, job.mode);
  return filmOf[job.mode](job, job.cameraFixed ? { ...board, camera: 'fixed' } : board);
}
