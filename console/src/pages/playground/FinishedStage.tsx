import type { Task } from '../../../../client/src/api-types.ts';
import { ownAddress, stripOf } from '../../api/media.ts';
import { Player } from '../../film/Player.tsx';
import { FilmActions } from './FilmActions.tsx';
import { FilmFacts } from './FilmFacts.tsx';
import type { PlaygroundForm } from './use-playground.ts';
import type { Run } from './use-run.ts';

interface Props {
  task: Task;
  form: PlaygroundForm;
  run: Run;
  /** Fills the form from this film. */
  onTakeUp: (task: Task) => void;
  isNew: boolean;
}

export function FinishedStage({ task, form, run, onTakeUp, isNew }: Props) {
  const { output } = task;
  if (!output) return null;
  const video = ownAddress(output.videoUrl);
  return (
    <>
      <Player
        src={video}
        poster={ownAddress(output.posterUrl)}
        film={stripOf(output)}
        isNew={isNew}
      />
      <div className="flex min-h-8 flex-wrap items-center gap-2">
        <FilmFacts task={task} />
        <FilmActions {...{ task, form, run, video, onTakeUp }} />
      </div>
    </>
  );
}
