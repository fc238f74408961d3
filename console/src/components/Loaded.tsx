import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { timeOfDay } from '../format/times.ts';
import { Failure } from './States.tsx';

interface Props<Data> {
  query: UseQueryResult<Data> | UseInfiniteQueryResult<Data>;
  /** In the size of what comes. */
  loading: ReactNode;
  /** What could not be read, where it could not. */
  failed: string;
  children: (data: Data) => ReactNode;
}

/** What a query read, or that it is on its way, or why it did not come. What is old stays, with its time. */
export function Loaded<Data>({ query, loading, failed, children }: Props<Data>) {
  const { t } = useTranslation();
  const { data, error, isRefetchError, dataUpdatedAt } = query;
  if (data !== undefined) {
    return (
      <>
        {isRefetchError && (
          <p role="status" className="mb-2 text-meta text-tungsten">
            {t('common.asOf', { time: timeOfDay(dataUpdatedAt) })}
          </p>
        )}
        {children(data)}
      </>
    );
  }
  if (error) return <Failure title={failed} error={error} onRetry={() => void query.refetch()} />;
  return loading;
}
