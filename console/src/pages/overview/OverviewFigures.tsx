import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { UsageRow } from '../../../../client/src/api-types.ts';
import { forecastQuery } from '../../api/overview.ts';
import { useMay, useSession } from '../../api/session.ts';
import { taskCountsQuery } from '../../api/tasks.ts';
import { Credits } from '../../components/Credits.tsx';
import { Link } from '../../components/Link.tsx';
import { countText, percentText } from '../../format/counts.ts';
import { creditText, microsOf } from '../../format/credits.ts';
import { paths } from '../../paths.ts';
import { Figure, Figures } from '../../ui/Figures.tsx';
import { spentIn } from './days.ts';

interface Props {
  /** How many days are looked at, and which. */
  days: readonly string[];
  /** By day; undefined: not read, or not to be seen. */
  usage: readonly UsageRow[] | undefined;
}

/** Is all well? Each number leads to what it sums. */
export function OverviewFigures({ days, usage }: Props) {
  const { t } = useTranslation();
  const mayReadRecords = useMay('records:read');
  const mayReadTasks = useMay('tasks:read');
  const { data: balance } = useQuery({ ...forecastQuery, enabled: mayReadRecords });
  const spent = usage && spentIn(usage, days);
  const lasts = balance?.forecast?.lastsDays ?? null;
  return (
    <Figures>
      {mayReadRecords && (
        <>
          <Figure
            label={t('overview.available')}
            value={
              balance && (
                <To href={paths.deductions({ range: 'all' })} name={t('overview.available')}>
                  <Credits value={balance.availableCredits} />
                </To>
              )
            }
            note={
              balance &&
              [
                t('overview.held', { credits: creditText(microsOf(balance.heldCredits)) }),
                ...(lasts === null ? [] : [t('overview.lasts', { count: Math.floor(lasts) })]),
              ].join(' · ')
            }
          />
          <Figure
            label={t('overview.charged', { count: days.length })}
            value={
              spent && (
                <To href={paths.usage()} name={t('overview.charged', { count: days.length })}>
                  <Credits value={spent.credits} />
                </To>
              )
            }
            note={spent && t('overview.films', { count: spent.films })}
          />
        </>
      )}
      {mayReadTasks && <TaskFigures days={days} />}
    </Figures>
  );
}

function TaskFigures({ days }: Pick<Props, 'days'>) {
  const { t } = useTranslation();
  const { mode } = useSession();
  const [first = ''] = days;
  const asked = useMemo(
    () => ({ mode, from: new Date(`${first}T00:00:00`).toISOString() }),
    [mode, first],
  );
  const { data: counts } = useQuery(taskCountsQuery(asked));
  const { data: open } = useQuery(taskCountsQuery({ mode, state: ['queued', 'running'] }));
  const succeeded = counts?.states.succeeded ?? 0;
  const failed = (counts?.states.failed ?? 0) + (counts?.states.expired ?? 0);
  const over = succeeded + failed;
  return (
    <>
      <Figure
        label={t('overview.succeeded')}
        value={
          counts && (
            <To href={paths.tasks({ state: 'succeeded' })} name={t('overview.succeeded')}>
              {over === 0 ? '—' : percentText(succeeded / over)}
            </To>
          )
        }
        note={counts && t('overview.outcomes', { succeeded, failed })}
      />
      <Figure
        label={t('overview.beingMade')}
        value={
          open && (
            <To href={paths.tasks({ state: 'running' })} name={t('overview.beingMade')}>
              {countText(open.states.running)}
            </To>
          )
        }
        note={open && t('overview.queued', { count: open.states.queued })}
      />
    </>
  );
}

function To({ href, name, children }: { href: string; name: string; children: ReactNode }) {
  return (
    <Link href={href} className="rounded-tag hover:underline">
      <span className="sr-only">{name} </span>
      {children}
    </Link>
  );
}
