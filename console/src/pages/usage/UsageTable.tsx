import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { UsageRow } from '../../../../client/src/api-types.ts';
import { Credits } from '../../components/Credits.tsx';
import { countText, percentText } from '../../format/counts.ts';
import { durationText } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { columnsOf } from '../../table/columns.ts';
import { DataTable } from '../../table/DataTable.tsx';
import { nameOf, totalOf, type Side } from './search.ts';
import { SideName } from './SideName.tsx';

export function UsageTable({ rows, by }: { rows: UsageRow[]; by: Side }) {
  const { t } = useTranslation();
  const sorted = useMemo(
    () => rows.toSorted((one, other) => other.chargedCredits - one.chargedCredits),
    [rows],
  );
  const columns = useUsageColumns(by, totalOf(rows).charged);
  return (
    <DataTable
      label={t(`usage.by.${by}`)}
      columns={columns}
      rows={sorted}
      total={sorted.length}
      idOf={(row) => `${by} ${nameOf(row, by)}`}
      rowHeight={40}
    />
  );
}

function useUsageColumns(by: Side, total: number) {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () =>
      columnsOf<UsageRow>([
        {
          id: 'name',
          head: t(`usage.by.${by}`),
          width: 'minmax(0,1fr)',
          cell: (row) => <SideName by={by} name={nameOf(row, by)} />,
        },
        {
          id: 'films',
          head: t('usage.figure.films'),
          width: '96px',
          isNumber: true,
          from: 'sm',
          cell: ({ films }) => countText(films),
        },
        {
          id: 'seconds',
          head: t('usage.figure.seconds'),
          width: '132px',
          isNumber: true,
          from: 'sm',
          cell: ({ seconds }) => durationText(seconds * 1_000, language),
        },
        {
          id: 'tokens',
          head: t('usage.tokens'),
          width: '124px',
          isNumber: true,
          from: 'lg',
          cell: ({ tokens }) => <span className="text-ink-2">{countText(tokens)}</span>,
        },
        {
          id: 'share',
          head: t('usage.share'),
          width: '88px',
          isNumber: true,
          from: 'sm',
          cell: ({ chargedCredits }) => (
            <span className="text-ink-2">
              {total > 0 ? percentText(chargedCredits / total) : '—'}
            </span>
          ),
        },
        {
          id: 'charged',
          head: t('usage.figure.charged'),
          width: '132px',
          phoneWidth: '112px',
          isNumber: true,
          cell: ({ chargedCredits }) => (
            <span className="font-medium">
              <Credits value={chargedCredits} />
            </span>
          ),
        },
        {
          id: 'refunded',
          head: t('usage.figure.refunded'),
          width: '112px',
          isNumber: true,
          from: 'lg',
          cell: ({ refundedCredits }) => <Credits value={refundedCredits} />,
        },
      ]),
    [t, language, by, total],
  );
}
