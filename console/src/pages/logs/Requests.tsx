import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsOf } from '../../api/pages-of.ts';
import { requestsQuery } from '../../api/requests.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { TextLink } from '../../components/TextLink.tsx';
import { useStable } from '../../hooks/use-stable.ts';
import { paths } from '../../paths.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Button } from '../../ui/Button.tsx';
import { RequestFilters } from './RequestFilters.tsx';
import { RequestsTable } from './RequestsTable.tsx';
import { logsDefaults, requestFilterOf } from './search.ts';

type State = typeof logsDefaults;

interface Props {
  state: State;
  change: (change: Partial<State>, how?: { replace?: boolean }) => void;
}

/** Creates, changes and refusals, one by one. */
export function Requests({ state, change }: Props) {
  const { t } = useTranslation();
  const asked = useMemo(() => requestFilterOf(state), [state]);
  const query = useInfiniteQuery({ ...requestsQuery(asked), select: rowsOf });
  const show = useStable((id: string) => change({ open: id }));
  const isFiltered = Object.keys(asked).length > 0;
  return (
    <>
      <RequestFilters state={state} change={change} />
      <Loaded query={query} loading={<SkeletonRows height={40} />} failed={t('logs.failed')}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              title={isFiltered ? t('logs.noneFits') : t('logs.empty')}
              note={isFiltered ? undefined : t('logs.emptyNote')}
              actions={
                isFiltered ? (
                  <Button onClick={() => change({ ...logsDefaults })}>{t('logs.showAll')}</Button>
                ) : (
                  <TextLink href={paths.keys()}>{t('shell.page.keys')}</TextLink>
                )
              }
            />
          ) : (
            <RequestsTable
              rows={rows}
              onOpen={show}
              onEnd={() => {
                if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
              }}
            />
          )
        }
      </Loaded>
    </>
  );
}
