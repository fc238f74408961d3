import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AnyTask } from '../../api/tasks.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { useIsPhone } from '../../hooks/use-media.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { BulkBar } from './BulkBar.tsx';
import { PeekContext } from './PeekButton.tsx';
import { isFiltered, noFilters, type TasksState } from './search.ts';
import { SelectionContext, useNewSelection } from './selection.ts';
import { TaskPeek } from './TaskPeek.tsx';
import { TasksEmpty } from './TasksEmpty.tsx';
import { TasksSheet } from './TasksSheet.tsx';
import { rowHeights, TasksTable } from './TasksTable.tsx';

interface Props {
  query: UseInfiniteQueryResult<AnyTask[]>;
  state: TasksState;
  change: (change: Partial<TasksState>) => void;
}

/** The rows, or the frames, with what is chosen of them and what is shown beside them. */
export function TasksList({ query, state, change }: Props) {
  const { t } = useTranslation();
  const isPhone = useIsPhone();
  const selection = useNewSelection();
  const more = (): void => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  return (
    <PeekContext value={(open) => change({ open })}>
      <SelectionContext value={selection}>
        <Loaded
          query={query}
          failed={t('tasks.failed')}
          loading={
            <SkeletonRows
              height={isPhone ? rowHeights.phone : rowHeights.wide}
              count={10}
              hasFilm
            />
          }
        >
          {(rows) =>
            rows.length === 0 ? (
              <TasksEmpty onClear={isFiltered(state) ? () => change(noFilters) : null} />
            ) : state.view === 'sheet' ? (
              <TasksSheet rows={rows} onEnd={more} />
            ) : (
              <TasksTable rows={rows} onEnd={more} />
            )
          }
        </Loaded>
        <BulkBar rows={query.data ?? []} />
        {state.open !== '' && <TaskPeek id={state.open} onClose={() => change({ open: '' })} />}
      </SelectionContext>
    </PeekContext>
  );
}
