import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Request } from '../../../../client/src/api-types.ts';
import { Clock } from '../../components/Ago.tsx';
import { TaskLink } from '../../components/TaskLink.tsx';
import { shortId } from '../../format/counts.ts';
import { columnsOf } from '../../table/columns.ts';
import { DataTable } from '../../table/DataTable.tsx';
import { HttpStatus } from './HttpStatus.tsx';
import { useKeyNames } from './key-names.ts';

interface Props {
  rows: Request[];
  onOpen: (id: string) => void;
  onEnd: () => void;
}

export function RequestsTable({ rows, onOpen, onEnd }: Props) {
  const { t } = useTranslation();
  const columns = useRequestColumns(onOpen);
  return (
    <DataTable
      label={t('shell.page.logs')}
      columns={columns}
      rows={rows}
      idOf={({ id }) => id}
      rowHeight={40}
      onOpen={({ id }) => onOpen(id)}
      onEnd={onEnd}
    />
  );
}

function useRequestColumns(onOpen: (id: string) => void) {
  const { t } = useTranslation();
  const names = useKeyNames();
  return useMemo(
    () =>
      columnsOf<Request>([
        {
          id: 'at',
          head: t('common.time'),
          width: '112px',
          phoneWidth: '84px',
          cell: ({ at }) => <Clock at={at} />,
        },
        {
          id: 'status',
          head: t('logs.column.status'),
          width: 'minmax(120px,0.7fr)',
          phoneWidth: '60px',
          cell: (row) => <HttpStatus of={row} />,
        },
        {
          id: 'path',
          head: t('logs.column.request'),
          width: 'minmax(0,2fr)',
          phoneWidth: 'minmax(0,1fr)',
          cell: ({ id, method, path }) => (
            <button
              type="button"
              title={path}
              className="mono block w-full truncate text-left hover:underline"
              onClick={() => onOpen(id)}
            >
              <span className="text-ink-3">{method}</span> {path}
            </button>
          ),
        },
        {
          id: 'task',
          head: t('common.task'),
          width: '150px',
          from: 'lg',
          cell: ({ taskId }) => <TaskLink id={taskId} />,
        },
        {
          id: 'key',
          head: t('logs.column.key'),
          width: 'minmax(0,1fr)',
          from: 'lg',
          cell: ({ keyId }) => (
            <span className="block truncate text-ink-2">
              {keyId === null ? t('logs.person') : (names.get(keyId) ?? shortId(keyId))}
            </span>
          ),
        },
        {
          id: 'took',
          head: t('logs.column.took'),
          width: '88px',
          isNumber: true,
          from: 'sm',
          cell: ({ tookMs }) => `${String(Math.round(tookMs))} ms`,
        },
      ]),
    [t, names, onOpen],
  );
}
