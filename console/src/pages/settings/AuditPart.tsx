import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change } from '../../../../client/src/api-types.ts';
import { auditQuery } from '../../api/account.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { columnsOf } from '../../table/columns.ts';
import { DataTable } from '../../table/DataTable.tsx';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';

/** Who changed what, and what stood there before. */
export function AuditPart() {
  const { t } = useTranslation();
  const query = useInfiniteQuery({ ...auditQuery, select: rowsOf });
  const columns = useAuditColumns();
  return (
    <Loaded query={query} loading={<SkeletonRows height={52} />} failed={t('settings.failed')}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title={t('settings.auditEmpty')} />
        ) : (
          <DataTable
            label={t('settings.part.audit')}
            columns={columns}
            rows={rows}
            idOf={({ id }) => id}
            rowHeight={52}
            onEnd={() => {
              if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
            }}
          />
        )
      }
    </Loaded>
  );
}

function useAuditColumns() {
  const { t } = useTranslation();
  return useMemo(
    () =>
      columnsOf<Change>([
        {
          id: 'at',
          head: t('common.time'),
          width: '112px',
          phoneWidth: '84px',
          cell: ({ at }) => <Ago at={at} />,
        },
        {
          id: 'actor',
          head: t('settings.who'),
          width: 'minmax(0,1fr)',
          cell: ({ actor, address }) => (
            <>
              <div className="truncate">{actor.name}</div>
              <div className="truncate text-meta text-ink-3">{address}</div>
            </>
          ),
        },
        {
          id: 'action',
          head: t('settings.did'),
          width: 'minmax(0,1fr)',
          cell: ({ action, object }) => (
            <>
              <code className="mono block truncate">{action}</code>
              <div className="truncate text-meta text-ink-3">{object.name}</div>
            </>
          ),
        },
        {
          id: 'change',
          head: t('settings.change'),
          width: 'minmax(0,2fr)',
          from: 'lg',
          cell: ({ before, after }) => (
            <code className="mono block truncate text-ink-2">
              {textOf(before)} → {textOf(after)}
            </code>
          ),
        },
      ]),
    [t],
  );
}

const textOf = (values: Change['before']): string =>
  values === null ? '—' : JSON.stringify(values);
