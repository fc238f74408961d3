import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UsageRow } from '../../../../client/src/api-types.ts';
import { join } from '../../ui/join.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { amountOf, daysBetween, units, type Unit } from './search.ts';
import { UsageAmount } from './UsageAmount.tsx';

interface Props {
  days: readonly UsageRow[];
  from: string;
  to: string;
  timeZone: string;
  unit: Unit;
  change: (change: { unit: Unit }) => void;
}

/** A bar for each day; the value of the one under the pointer stands in the head. */
export function UsageChart({ days, from, to, timeZone, unit, change }: Props) {
  const { t } = useTranslation();
  const [pointed, setPointed] = useState<number | null>(null);
  const amounts = new Map(days.map((row) => [row.day, amountOf(row, unit)]));
  const bars = daysBetween(from, to).map((day) => ({ day, amount: amounts.get(day) ?? 0 }));
  const most = bars.reduce((top, { amount }) => Math.max(top, amount), 0);
  const shown = pointed === null ? bars.at(-1) : bars[pointed];
  return (
    <section className="mt-5">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="text-section font-semibold">{t('usage.byDay')}</h2>
        {shown && (
          <span aria-hidden="true" className="text-ink-2">
            {shown.day} · <UsageAmount value={shown.amount} unit={unit} />
          </span>
        )}
        <span className="ml-auto">
          <Segmented
            label={t('usage.unit')}
            isLabelHidden
            options={units.map((value) => ({
              value,
              label: <span className="px-1.5">{t(`usage.unit.${value}`)}</span>,
            }))}
            value={unit}
            onChange={(chosen) => change({ unit: chosen })}
          />
        </span>
      </div>
      <div className="mt-3 flex gap-3">
        <div
          aria-hidden="true"
          onPointerLeave={() => setPointed(null)}
          className="flex h-[136px] min-w-0 flex-1 border-b border-line-2 bg-[linear-gradient(var(--line),var(--line))] bg-[length:100%_1px] bg-no-repeat"
        >
          {bars.map(({ day, amount }, n) => (
            <div
              key={day}
              onPointerEnter={() => setPointed(n)}
              className="flex min-w-0 flex-1 items-end px-px hover:bg-hover"
            >
              <div
                className={join(
                  'w-full rounded-t-[2px]',
                  n === bars.length - 1 ? 'bg-edge' : 'bg-ink-2',
                )}
                style={{ height: `${String(most > 0 ? (amount / most) * 100 : 0)}%` }}
              />
            </div>
          ))}
        </div>
        <div
          aria-hidden="true"
          className="flex flex-col justify-between text-right text-tick text-ink-3"
        >
          <UsageAmount value={most} unit={unit} />
          <span>0</span>
        </div>
      </div>
      <div aria-hidden="true" className="mt-1 flex justify-between text-tick text-ink-3">
        <span>{from}</span>
        <span>{t('usage.today', { day: to, zone: timeZone })}</span>
      </div>
      <table className="sr-only">
        <caption>{t('usage.byDay')}</caption>
        <tbody>
          {bars.map(({ day, amount }) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              <td>
                <UsageAmount value={amount} unit={unit} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
