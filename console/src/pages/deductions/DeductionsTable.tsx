import { ChevronDown, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deduction } from '../../../../client/src/api-types.ts';
import { useChargeWords } from '../../components/charge-words.ts';
import { Credits } from '../../components/Credits.tsx';
import { Clock } from '../../components/Ago.tsx';
import { TaskLink } from '../../components/TaskLink.tsx';
import { columnsOf } from '../../table/columns.ts';
import { DataTable } from '../../table/DataTable.tsx';
import { smallIcon } from '../../ui/icons.ts';
import { DeductionDetail } from './DeductionDetail.tsx';

interface Props {
  rows: Deduction[];
  open: string;
  onOpen: (id: string) => void;
  onEnd: () => void;
}

export function DeductionsTable({ rows, open, onOpen, onEnd }: Props) {
  const { t } = useTranslation();
  const columns = useDeductionColumns(open, onOpen);
  return (
    <DataTable
      label={t('shell.page.deductions')}
      columns={columns}
      rows={rows}
      idOf={({ id }) => id}
      rowHeight={52}
      onOpen={({ id }) => onOpen(id)}
      onEnd={onEnd}
      openId={open === '' ? null : open}
      detail={(row) => <DeductionDetail deduction={row} />}
    />
  );
}

function useDeductionColumns(open: string, onOpen: (id: string) => void) {
  const { t } = useTranslation();
  const words = useChargeWords();
  return useMemo(
    () =>
      columnsOf<Deduction>([
        {
          id: 'at',
          head: t('common.time'),
          width: '132px',
          phoneWidth: '96px',
          cell: (row) => <Opener row={row} isOpen={row.id === open} onOpen={onOpen} />,
        },
        {
          id: 'task',
          head: t('common.task'),
          width: 'minmax(120px,1fr)',
          from: 'sm',
          cell: ({ taskId }) => <TaskLink id={taskId} />,
        },
        {
          id: 'model',
          head: t('deductions.column.model'),
          width: 'minmax(0,1.2fr)',
          from: 'lg',
          cell: ({ model }) => <code className="mono block truncate">{model}</code>,
        },
        {
          id: 'calculation',
          head: t('deductions.column.calculation'),
          width: 'minmax(120px,1fr)',
          phoneWidth: 'minmax(0,1fr)',
          isNumber: true,
          cell: ({ charge }) => (
            <span className="block truncate text-ink-2">
              {charge?.lines[0] ? words(charge.lines[0]) : '—'}
            </span>
          ),
        },
        {
          id: 'discount',
          head: t('deductions.column.discount'),
          width: '104px',
          isNumber: true,
          from: 'lg',
          cell: ({ charge }) => (
            <span className="text-ink-2">
              <Credits value={charge?.discountCredits ?? 0} />
            </span>
          ),
        },
        {
          id: 'charged',
          head: t('deductions.column.charged'),
          width: '124px',
          phoneWidth: '112px',
          isNumber: true,
          cell: ({ chargedCredits }) => (
            <span className="font-medium">
              <Credits value={chargedCredits} mode="exact" isAligned />
            </span>
          ),
        },
        {
          id: 'balance',
          head: t('deductions.column.balance'),
          width: '138px',
          isNumber: true,
          from: 'lg',
          cell: ({ balanceCredits }) => (
            <span className="text-ink-2">
              <Credits value={balanceCredits} mode="exact" isAligned />
            </span>
          ),
        },
      ]),
    [t, words, open, onOpen],
  );
}

interface OpenerProps {
  row: Deduction;
  isOpen: boolean;
  onOpen: (id: string) => void;
}

function Opener({ row, isOpen, onOpen }: OpenerProps) {
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={() => onOpen(row.id)}
      className="flex items-center gap-1.5"
    >
      <Sign {...smallIcon} className="text-ink-3" />
      <Clock at={row.at} />
    </button>
  );
}
