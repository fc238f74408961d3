import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsOf } from '../../api/pages-of.ts';
import { useSession } from '../../api/session.ts';
import { taskCountsQuery, tasksQuery } from '../../api/tasks.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useIsPhone } from '../../hooks/use-media.ts';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { useKeys } from '../../shell/keyboard.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { BulkBar } from './BulkBar.tsx';
import { NewRows } from './NewRows.tsx';
import { filterOf, isFiltered, noFilters, tasksDefaults, tasksSearch } from './search.ts';
import { SelectionContext, useNewSelection } from './selection.ts';
import { TaskFilters } from './TaskFilters.tsx';
import { TasksActions } from './TasksActions.tsx';
import { TasksEmpty } from './TasksEmpty.tsx';
import { TasksSheet } from './TasksSheet.tsx';
import { TasksSum } from './TasksSum.tsx';
import { rowHeights, TasksTable } from './TasksTable.tsx';
import { TaskTabs } from './TaskTabs.tsx';
import { useLiveTasks } from './use-live-tasks.ts';

const pageOf = 100;

export function TasksPage() {
  const { t } = useTranslation();
  const { mode } = useSession();
  const isPhone = useIsPhone();
  const [state, change] = useUrlState(tasksSearch, tasksDefaults);
  const asked = useMemo(() => filterOf(state, mode, Date.now()), [state, mode]);
  const listed = useMemo(() => ({ ...asked, limit: pageOf }), [asked]);
  const { state: _tab, ...allStates } = asked;
  const query = useInfiniteQuery({ ...tasksQuery(listed), select: rowsOf });
  const { data: counts } = useQuery(taskCountsQuery(allStates));
  const live = useLiveTasks(listed);
  const selection = useNewSelection();
  const isSheet = state.view === 'sheet';
  useKeys({
    v: () => change({ view: isSheet ? 'table' : 'sheet' }),
    '.': live.show,
  });
  const more = (): void => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  return (
    <Page
      title={t('shell.page.tasks')}
      actions={
        <TasksActions
          isLive={live.isLive}
          view={state.view}
          onView={(view) => change({ view })}
          asked={asked}
        />
      }
    >
      <TaskTabs
        counts={counts}
        value={state.state}
        onChange={(tab) => change({ state: tab, code: '' })}
      />
      <TaskFilters state={state} change={change} sum={<TasksSum asked={asked} />} />
      <NewRows count={live.waiting} onShow={live.show} />
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
            ) : isSheet ? (
              <TasksSheet rows={rows} onEnd={more} />
            ) : (
              <TasksTable rows={rows} total={null} onEnd={more} />
            )
          }
        </Loaded>
        <BulkBar rows={query.data ?? []} />
      </SelectionContext>
    </Page>
  );
}
