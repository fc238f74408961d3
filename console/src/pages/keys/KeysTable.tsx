import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Key } from '../../../../client/src/api-types.ts';
import { Ago } from '../../components/Ago.tsx';
import { columnsOf } from '../../table/columns.ts';
import { DataTable } from '../../table/DataTable.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { KeyLimits, KeyUse } from './KeyCells.tsx';

interface Props {
  keys: Key[];
  onEnd: () => void;
}

export function KeysTable({ keys, onEnd }: Props) {
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
          phoneWidth: '150px',
          cell: ({ prefix, lastFour }) => (
            <span className="mono text-ink-2">{`${prefix}…${lastFour}`}</span>
          ),
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
          phoneWidth: '88px',
          cell: ({ lastUsedAt }) =>
            lastUsedAt === null ? (
              <span className="text-ink-3">{t('keys.never')}</span>
            ) : (
              <Ago at={lastUsedAt} />
            ),
        },
      ]),
    [t],
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

function KeyName({ of: { name, mode, state, prefix } }: { of: Key }) {
  const { t } = useTranslation();
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate font-medium">{name === '' ? prefix : name}</span>
      {mode === 'test' && <Tag tone="tungsten">{t('common.test')}</Tag>}
      {state !== 'active' && <Tag>{t(`keys.state.${state}`)}</Tag>}
    </span>
  );
}
