import { useRouter } from '@tanstack/react-router';
import { useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDialectTitles } from '../../api/dialect-titles.ts';
import type { AnyTask } from '../../api/tasks.ts';
import { Ago } from '../../components/Ago.tsx';
import { useIsPhone } from '../../hooks/use-media.ts';
import { paths } from '../../paths.ts';
import { columnsOf } from '../../table/columns.ts';
import { DataTable } from '../../table/DataTable.tsx';
import { PeekButton, PeekContext } from './PeekButton.tsx';
import { SelectBox } from './SelectBox.tsx';
import { useSelection } from './selection.ts';
import { CostCell, PromptCell, StatusCell, TimeCell } from './TaskCells.tsx';
import { useKeyNames } from './use-key-names.ts';

interface Props {
  rows: AnyTask[];
  onEnd: () => void;
}

export const rowHeights = { phone: 84, wide: 60 } as const;

export function TasksTable({ rows, onEnd }: Props) {
  const { t } = useTranslation();
  const router = useRouter();
  const isPhone = useIsPhone();
  const { ids, toggle } = useSelection();
  const peek = useContext(PeekContext);
  return (
    <DataTable
      label={t('shell.page.tasks')}
      columns={useTaskColumns()}
      rows={rows}
      idOf={({ id }) => id}
      rowHeight={isPhone ? rowHeights.phone : rowHeights.wide}
      onOpen={({ id }) => router.history.push(paths.task(id))}
      onPeek={({ id }) => peek(id)}
      onSelect={({ id }) => toggle(id)}
      isSelected={({ id }) => ids.has(id)}
      onEnd={onEnd}
    />
  );
}

function useTaskColumns() {
  const { t } = useTranslation();
  const { titleOf } = useDialectTitles();
  const keyNames = useKeyNames();
  return useMemo(
    () =>
      columnsOf<AnyTask>([
        {
          id: 'select',
          head: '',
          width: '26px',
          from: 'sm',
          cell: (task) => <SelectBox task={task} />,
        },
        {
          id: 'film',
          head: t('tasks.column.film'),
          width: '104px',
          phoneWidth: '124px',
          cell: (task) => <PeekButton task={task} />,
        },
        {
          id: 'prompt',
          head: t('tasks.column.prompt'),
          width: 'minmax(0,1.4fr)',
          phoneWidth: 'minmax(0,1fr)',
          cell: (task) => <PromptCell task={task} />,
        },
        {
          id: 'status',
          head: t('tasks.column.status'),
          width: '168px',
          from: 'sm',
          cell: (task) => <StatusCell task={task} />,
        },
        {
          id: 'model',
          head: t('tasks.column.model'),
          width: 'minmax(0,1fr)',
          from: 'lg',
          cell: ({ model, dialect }) => (
            <>
              <code className="mono block truncate">{model}</code>
              <span className="block truncate text-meta text-ink-3">{titleOf(dialect)}</span>
            </>
          ),
        },
        {
          id: 'key',
          head: t('tasks.column.key'),
          width: '112px',
          from: 'xl',
          cell: ({ keyId }) => (
            <span className="block truncate">{keyId === null ? '—' : keyNames.get(keyId)}</span>
          ),
        },
        {
          id: 'credits',
          head: t('tasks.column.credits'),
          width: '100px',
          from: 'sm',
          isNumber: true,
          cell: (task) => <CostCell task={task} />,
        },
        {
          id: 'time',
          head: t('tasks.column.took'),
          width: '96px',
          from: 'xl',
          isNumber: true,
          cell: (task) => <TimeCell task={task} />,
        },
        {
          id: 'created',
          head: t('tasks.column.created'),
          width: '96px',
          from: 'lg',
          isNumber: true,
          cell: ({ createdAt }) => <Ago at={createdAt} />,
        },
      ]),
    [t, titleOf, keyNames],
  );
}
