import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Clapperboard } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccountTasks } from '../../api/account-stream.ts';
import { useMay } from '../../api/session.ts';
import { taskCountsQuery, useTasksChanged } from '../../api/tasks.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { Page } from '../../components/Page.tsx';
import { useOnceASecond } from '../../hooks/use-once-a-second.ts';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { paths } from '../../paths.ts';
import { icon } from '../../ui/icons.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { FirstRun } from './FirstRun.tsx';
import { Overview } from './Overview.tsx';
import { overviewDefaults, overviewRanges, overviewSearch } from './search.ts';

const hidden = 'filmgate.first-run-hidden';

/** Whether the account has ever made a film; undefined: that is not known yet. */
function useIsFirstRun(): boolean | undefined {
  const mayMake = useMay('tasks:create');
  const { data, isError } = useQuery({ ...taskCountsQuery({}), enabled: mayMake });
  if (!mayMake || isError) return false;
  return data && data.states.succeeded === 0;
}

export function OverviewPage() {
  const { t } = useTranslation();
  const [{ days }, change] = useUrlState(overviewSearch, overviewDefaults);
  const [isHidden, setHidden] = useState(() => localStorage.getItem(hidden) !== null);
  const isFirst = useIsFirstRun();
  const mayMake = useMay('tasks:create');
  const mayReadTasks = useMay('tasks:read');
  if (isFirst === undefined) return <Page title={t('shell.page.overview')}>{null}</Page>;
  if (isFirst && !isHidden) {
    return (
      <Page title={t('overview.first.title')} lead={t('overview.first.lead')}>
        <Follow />
        <FirstRun
          onHide={() => {
            localStorage.setItem(hidden, '1');
            setHidden(true);
          }}
        />
      </Page>
    );
  }
  return (
    <Page
      title={t('shell.page.overview')}
      actions={
        <>
          <Segmented
            label={t('overview.range')}
            isLabelHidden
            value={days}
            onChange={(chosen) => change({ days: chosen })}
            options={overviewRanges.map((value) => ({
              value,
              label: <span className="px-2">{t(`overview.days.${value}`)}</span>,
            }))}
          />
          {mayMake && (
            <ButtonLink kind="primary" href={paths.playground()} icon={<Clapperboard {...icon} />}>
              {t('common.makeFilm')}
            </ButtonLink>
          )}
        </>
      }
    >
      {mayReadTasks && <Follow />}
      <Overview days={Number(days)} />
    </Page>
  );
}

/** Whatever happens to a task makes what is shown old. */
function Follow() {
  const queries = useQueryClient();
  const changed = useTasksChanged();
  const later = useOnceASecond(changed);
  useAccountTasks(undefined, {
    onTask: later,
    onResync: () => void queries.invalidateQueries({ queryKey: ['tasks'] }),
  });
  return null;
}
