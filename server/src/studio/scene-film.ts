import { viewAt } from './camera.ts';
import type { Film } from './film.ts';
import type { StudioJob } from './job.ts';
import { buildScene } from './scenes/scene.ts';
import type { Storyboard } from './storyboard.ts';

/** A scene drawn from its storyboard alone. */
export function sceneFilm(job: StudioJob, board: Storyboard): Film {
  const { layers } = buildScene(board, job);
  return {
    draw(context, frame) {
      const view = viewAt(board.camera, frame / Math.max(1, job.frames - 1));
      const moment = { seconds: (frame * board.pace) / job.framesPerSecond, view };
      for (const layer of layers) {
        context.save();
        layer.draw(context, moment);
        context.restore();
      }
    },
    close() {},
  };
}
