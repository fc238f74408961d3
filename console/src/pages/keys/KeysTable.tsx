import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Key } from '../../../../client/src/api-types.ts';
import { Ago } from '../../components/Ago.tsx';
import { columnsOf } from '../../table/columns.ts';
import { DataTable } from '../../table/DataTable.tsx';
import { KeyActions } from './KeyActions.tsx';
import { KeyEnds, KeyLimits, KeyName, KeyUse } from './KeyCells.tsx';

interface Props {
  keys: Key[];
  onEnd: () => void;
  onRoll: (id: string) => void;
  onDelete: (id: string) => void;
}

export function KeysTable({ keys, onEnd, onRoll, onDelete }: Props) {
  const { t } = useTranslation();
  const columns = useMemo(
    () =>
      columnsOf<Key>([
        {
          id: 'name',
          head: t('keys.column.name'),
          width: 'minmax(120px,1fr)',
          phoneWidth: 'minmax(0,1fr)',
          cell: (key) => <KeyName of={key} />,
        },
        {
          id: 'key',
          head: t('keys.column.key'),
          width: '164px',
          phoneWidth: '156px',
          cell: (key) => <KeyEnds of={key} />,
        },
        {
          id: 'limits',
          head: t('keys.column.limits'),
          width: 'minmax(0,1.6fr)',
          from: 'lg',
          cell: (key) => <KeyLimits of={key} />,
        },
        {
          id: 'use',
          head: t('keys.column.use'),
          width: '176px',
          from: 'sm',
          cell: (key) => <KeyUse of={key} />,
        },
        {
          id: 'last',
          head: t('keys.column.last'),
          width: '110px',
          from: 'sm',
          cell: ({ lastUsedAt }) =>
            lastUsedAt === null ? (
              <span className="text-ink-3">{t('keys.never')}</span>
            ) : (
              <Ago at={lastUsedAt} />
            ),
        },
        {
          id: 'actions',
          head: '',
          width: '112px',
          phoneWidth: '44px',
          isNumber: true,
          cell: (key) => <KeyActions of={key} onRoll={onRoll} onDelete={onDelete} />,
        },
      ]),
    [t, onRoll, onDelete],
  );
  return (
    <DataTable
      label={t('keys.title')}
      columns={columns}
      rows={keys}
      idOf={({ id }) => id}
      rowHeight={52}
      total={keys.length}
      onEnd={onEnd}
    />
  );
}
