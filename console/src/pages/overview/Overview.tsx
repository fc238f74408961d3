import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMay } from '../../api/session.ts';
import { usageQuery } from '../../api/usage.ts';
import { DailyBars } from './DailyBars.tsx';
import { lastDays } from './days.ts';
import { LastFilms } from './LastFilms.tsx';
import { NeedsYou } from './NeedsYou.tsx';
import { OverviewFigures } from './OverviewFigures.tsx';

/** The bars show as many days at least: one day alone says little. */
const barsLeast = 14;

export function Overview({ days }: { days: number }) {
  const mayReadRecords = useMay('records:read');
  const mayReadTasks = useMay('tasks:read');
  const shown = useMemo(() => lastDays(days < barsLeast ? barsLeast : days, Date.now()), [days]);
  const asked = useMemo(() => usageFrom(shown[0] ?? ''), [shown]);
  const { data: usage } = useQuery({ ...usageQuery(asked), enabled: mayReadRecords });
  return (
    <>
      <OverviewFigures days={shown.slice(-days)} usage={usage?.data} />
      {mayReadTasks && <LastFilms />}
      <div className="grid gap-x-12 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)] [&>*:only-child]:lg:col-span-2">
        {mayReadRecords && <DailyBars days={shown} usage={usage?.data} />}
        <NeedsYou />
      </div>
    </>
  );
}

function usageFrom(from: string) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { from, timeZone, by: ['day' as const] };
}
