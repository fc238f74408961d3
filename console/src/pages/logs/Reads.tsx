import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListRequestReadsAnswer } from '../../../../client/src/api-types.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { requestReadsQuery } from '../../api/requests.ts';
import { Clock } from '../../components/Ago.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { countText, shortId } from '../../format/counts.ts';
import { columnsOf } from '../../table/columns.ts';
import { DataTable } from '../../table/DataTable.tsx';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { useKeyNames } from './key-names.ts';

type Row = ListRequestReadsAnswer['data'][number];

/** Reads that were answered are counted, by key, route and minute. */
export function Reads() {
  const { t } = useTranslation();
  const query = useInfiniteQuery({ ...requestReadsQuery, select: rowsOf });
  const columns = useReadColumns();
  return (
    <Loaded query={query} loading={<SkeletonRows height={40} />} failed={t('logs.failed')}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title={t('logs.noReads')} note={t('logs.noReadsNote')} />
        ) : (
          <div className="pt-3">
            <DataTable
              label={t('logs.view.reads')}
              columns={columns}
              rows={rows}
              idOf={({ minute, keyId, route }) => `${minute} ${keyId ?? ''} ${route}`}
              rowHeight={40}
              onEnd={() => {
                if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
              }}
            />
          </div>
        )
      }
    </Loaded>
  );
}

function useReadColumns() {
  const { t } = useTranslation();
  const names = useKeyNames();
  return useMemo(
    () =>
      columnsOf<Row>([
        {
          id: 'minute',
          head: t('logs.column.minute'),
          width: '112px',
          phoneWidth: '84px',
          cell: ({ minute }) => <Clock at={minute} />,
        },
        {
          id: 'route',
          head: t('logs.route'),
          width: 'minmax(0,2fr)',
          phoneWidth: 'minmax(0,1fr)',
          cell: ({ route }) => <code className="mono block truncate">{route}</code>,
        },
        {
          id: 'key',
          head: t('logs.column.key'),
          width: 'minmax(0,1fr)',
          from: 'sm',
          cell: ({ keyId }) => (
            <span className="block truncate text-ink-2">
              {keyId === null ? t('logs.person') : (names.get(keyId) ?? shortId(keyId))}
            </span>
          ),
        },
        {
          id: 'reads',
          head: t('logs.column.reads'),
          width: '88px',
          isNumber: true,
          cell: ({ reads }) => countText(reads),
        },
        {
          id: 'unlisted',
          head: t('logs.column.unlisted'),
          width: '112px',
          isNumber: true,
          from: 'lg',
          cell: ({ unlisted }) => countText(unlisted),
        },
      ]),
    [t, names],
  );
}
