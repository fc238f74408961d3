import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsOf } from '../../api/pages-of.ts';
import { taskCountsQuery, tasksQuery } from '../../api/tasks.ts';
import { Page } from '../../components/Page.tsx';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { useKeys } from '../../shell/keyboard.ts';
import { NewRows } from './NewRows.tsx';
import { tasksDefaults, tasksSearch } from './search.ts';
import { TaskFilters } from './TaskFilters.tsx';
import { TasksActions } from './TasksActions.tsx';
import { TasksList } from './TasksList.tsx';
import { TasksSum } from './TasksSum.tsx';
import { TaskTabs } from './TaskTabs.tsx';
import { useAsked } from './use-asked.ts';
import { useLiveTasks } from './use-live-tasks.ts';

const pageOf = 100;

export function TasksPage() {
  const { t } = useTranslation();
  const [state, change] = useUrlState(tasksSearch, tasksDefaults);
  const asked = useAsked(state);
  const listed = useMemo(() => ({ ...asked, limit: pageOf }), [asked]);
  const { state: _tab, ...allStates } = asked;
  const query = useInfiniteQuery({ ...tasksQuery(listed), select: rowsOf });
  const { data: counts } = useQuery(taskCountsQuery(allStates));
  const live = useLiveTasks(listed);
  useKeys({
    v: () => change({ view: state.view === 'sheet' ? 'table' : 'sheet' }),
    '.': live.show,
  });
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
      <TasksList query={query} state={state} change={change} />
    </Page>
  );
}
