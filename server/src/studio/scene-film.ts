import { viewAt } from './camera.ts';
import type { FilmFormat } from './encode.ts';
import type { Film } from './film.ts';
import { buildScene } from './scenes/scene.ts';
import type { Storyboard } from './storyboard.ts';

/** A scene drawn from its storyboard alone. */
export function sceneFilm(format: FilmFormat, board: Storyboard): Film {
  const { layers } = buildScene(board, format);
  return {
    draw(context, frame) {
      const view = viewAt(board.camera, frame / Math.max(1, format.frames - 1));
      const moment = { seconds: (frame * board.pace) / format.framesPerSecond, view };
      for (const layer of layers) {
        context.save();
        layer.draw(context, moment);
        context.restore();
      }
    },
    close() {},
  };
}
