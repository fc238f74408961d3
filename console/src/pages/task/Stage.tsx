import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { ownAddress, stripOf } from '../../api/media.ts';
import { Leader } from '../../film/Leader.tsx';
import { Player } from '../../film/Player.tsx';
import { durationText, leftText, timeOfDay } from '../../format/times.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useLanguage } from '../../i18n/start.ts';
import { Note } from '../../ui/Note.tsx';
import { FailureBox } from './FailureBox.tsx';

interface Props {
  task: Task;
  /** Id of the element that has the prompt. */
  describedBy?: string;
}

/** The film, or how far it is, or why there is none. */
export function Stage({ task, describedBy }: Props) {
  const { t } = useTranslation();
  const { output, failure, endsBy } = task;
  if (output) {
    return (
      <Player
        key={task.id}
        src={ownAddress(output.videoUrl)}
        poster={ownAddress(output.posterUrl)}
        film={stripOf(output)}
        {...(describedBy !== undefined && { describedBy })}
      />
    );
  }
  if (failure) return <FailureBox task={task} />;
  return (
    <div className="flex flex-col gap-3">
      <div className="relative aspect-[864/496] overflow-hidden rounded-gate bg-gate max-sm:-mx-4 max-sm:rounded-none">
        <Progress task={task} />
      </div>
      {endsBy !== null && (
        <Note tone="tungsten">{t('task.lookedInto', { time: timeOfDay(Date.parse(endsBy)) })}</Note>
      )}
    </div>
  );
}

/** Percent where the line tells it, else the seconds that have passed. */
function Progress({ task }: { task: Task }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const { state, createdAt, expectedFinishAt, progress, queue } = task;
  const passedMs = Math.max(0, Math.floor((now - Date.parse(createdAt)) / 1_000)) * 1_000;
  const leftMs = expectedFinishAt === null ? 0 : Date.parse(expectedFinishAt) - now;
  const isCounted = state === 'running' && progress > 0;
  const figure = isCounted ? String(progress) : durationText(passedMs, language);
  const wait = queue?.expectedWaitSeconds ?? null;
  const waiting = queue
    ? t('task.place', { place: queue.more ? `${String(queue.position)}+` : queue.position })
    : t('task.waiting');
  const making =
    leftMs > 0 ? t('task.left', { time: leftText(leftMs, language) }) : t('task.making');
  const note =
    state === 'running'
      ? making
      : wait === null
        ? waiting
        : `${waiting} · ${t('task.wait', { time: leftText(wait * 1_000, language) })}`;
  return (
    <Leader
      label={t('task.progress')}
      percent={isCounted ? progress : null}
      figure={figure}
      note={note}
      valueText={`${figure}, ${note}`}
    />
  );
}
