import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ownAddress } from '../../api/media.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { useSession } from '../../api/session.ts';
import { isOver, tasksQuery, type AnyTask } from '../../api/tasks.ts';
import { Ago } from '../../components/Ago.tsx';
import { Credits } from '../../components/Credits.tsx';
import { MiniLeader } from '../../film/Leader.tsx';
import { Thumb } from '../../film/Thumb.tsx';
import { join } from '../../ui/join.ts';

interface Props {
  /** The one on the stage. */
  here: string;
  onOpen: (id: string) => void;
}

const shownMost = 20;
const lookEveryMs = 5_000;

export function History({ here, onOpen }: Props) {
  const { t } = useTranslation();
  const { mode } = useSession();
  const { data = [] } = useInfiniteQuery({
    ...tasksQuery({ mode, limit: shownMost }),
    select: rowsOf,
    refetchInterval: lookEveryMs,
  });
  return (
    <aside
      aria-label={t('playground.history')}
      className="w-[148px] shrink-0 overflow-y-auto border-l border-line px-3 pt-3.5 pb-6 max-lg:hidden"
    >
      <h2 className="mb-2 text-meta/5 font-normal text-ink-3">{t('playground.history')}</h2>
      <ul className="flex flex-col gap-2">
        {data.map((task) => (
          <li key={task.id}>
            <Past task={task} isHere={task.id === here} onOpen={() => onOpen(task.id)} />
          </li>
        ))}
      </ul>
    </aside>
  );
}

function Past({ task, isHere, onOpen }: { task: AnyTask; isHere: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  const { output, seconds } = task;
  const isRunning = !isOver(task);
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-current={isHere || undefined}
      className="block w-full text-left"
    >
      <span className="sr-only">{task.prompt}</span>
      <Thumb
        src={output && ownAddress(output.posterUrl)}
        {...(output && { width: output.width, height: output.height })}
        badge={seconds === 'auto' ? undefined : t('common.seconds', { seconds })}
        className={join(
          'h-[69px] w-full',
          isHere && 'shadow-[0_0_0_2px_var(--page),0_0_0_3px_var(--ink)]',
        )}
      >
        {isRunning ? (
          <MiniLeader figure={task.progress > 0 ? String(task.progress) : '·'} />
        ) : (
          <span className="text-meta">{t(`common.state.${task.state}`)}</span>
        )}
      </Thumb>
      <span className="mt-1 flex text-meta text-ink-3">
        <Ago at={task.createdAt} />
        <span className="ml-auto">
          <Credits
            value={task.chargedCredits ?? (isRunning ? task.quotedCredits : 0)}
            tone={isRunning ? 'held' : 'charge'}
          />
        </span>
      </span>
    </button>
  );
}
