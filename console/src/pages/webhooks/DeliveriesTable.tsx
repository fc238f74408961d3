import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeliverySummary } from '../../../../client/src/api-types.ts';
import { Clock } from '../../components/Ago.tsx';
import { TaskLink } from '../../components/TaskLink.tsx';
import { countText, shortId } from '../../format/counts.ts';
import { columnsOf } from '../../table/columns.ts';
import { DataTable } from '../../table/DataTable.tsx';
import { DeliveryState } from './DeliveryState.tsx';

interface Props {
  rows: DeliverySummary[];
  /** By their ids. */
  hosts: Readonly<Partial<Record<string, string>>>;
  onOpen: (id: string) => void;
  onEnd: () => void;
}

export function DeliveriesTable({ rows, hosts, onOpen, onEnd }: Props) {
  const { t } = useTranslation();
  const columns = useMemo(
    () =>
      columnsOf<DeliverySummary>([
        {
          id: 'type',
          head: t('webhooks.column.event'),
          width: 'minmax(140px,1fr)',
          phoneWidth: 'minmax(0,1fr)',
          cell: ({ id, type }) => (
            <button
              type="button"
              className="mono block max-w-full truncate text-left hover:underline"
              onClick={() => onOpen(id)}
            >
              {type}
            </button>
          ),
        },
        {
          id: 'task',
          head: t('common.task'),
          width: 'minmax(120px,1fr)',
          from: 'sm',
          cell: ({ taskId }) => <TaskLink id={taskId} />,
        },
        {
          id: 'to',
          head: t('webhooks.column.endpoint'),
          width: 'minmax(0,1.4fr)',
          from: 'lg',
          cell: ({ endpointId, url }) => (
            <span className="mono block truncate text-ink-2">
              {(endpointId === null ? url : (hosts[endpointId] ?? shortId(endpointId))) ?? '—'}
            </span>
          ),
        },
        {
          id: 'state',
          head: t('webhooks.column.state'),
          width: '164px',
          phoneWidth: '136px',
          cell: (row) => <DeliveryState of={row} />,
        },
        {
          id: 'tries',
          head: t('webhooks.column.tries'),
          width: '72px',
          isNumber: true,
          from: 'sm',
          cell: ({ tries }) => countText(tries.at(-1)?.number ?? 0),
        },
        {
          id: 'at',
          head: t('common.time'),
          width: '112px',
          phoneWidth: '92px',
          isNumber: true,
          cell: ({ createdAt }) => <Clock at={createdAt} />,
        },
      ]),
    [t, hosts, onOpen],
  );
  return (
    <DataTable
      label={t('webhooks.deliveries')}
      columns={columns}
      rows={rows}
      idOf={({ id }) => id}
      rowHeight={40}
      onOpen={({ id }) => onOpen(id)}
      onEnd={onEnd}
    />
  );
}
