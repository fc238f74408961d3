import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usageFileUrl, usageQuery } from '../../api/usage.ts';
import { useMay } from '../../api/session.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { Empty } from '../../components/States.tsx';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { paths } from '../../paths.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { buttonClass } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { daysAsked, totalOf, usageDefaults, usageSearch } from './search.ts';
import { UsageBySide } from './UsageBySide.tsx';
import { UsageChart } from './UsageChart.tsx';
import { UsageFigures } from './UsageFigures.tsx';

export function UsagePage() {
  const { t } = useTranslation();
  const [state, change] = useUrlState(usageSearch, usageDefaults);
  const asked = useMemo(() => daysAsked(state.range, Date.now()), [state.range]);
  const query = useQuery(usageQuery({ ...asked, by: ['day'] }));
  const mayMake = useMay('tasks:create');
  return (
    <Page
      title={t('shell.page.usage')}
      lead={t('usage.lead')}
      actions={
        <>
          <Segmented
            label={t('common.time')}
            isLabelHidden
            options={(['7d', '30d', '90d'] as const).map((value) => ({
              value,
              label: <span className="px-1.5">{t(`usage.range.${value}`)}</span>,
            }))}
            value={state.range}
            onChange={(range) => change({ range })}
          />
          <a
            href={usageFileUrl({ ...asked, by: ['day', state.by] })}
            download
            className={buttonClass()}
          >
            <Download {...icon} />
            {t('usage.export')}
          </a>
        </>
      }
    >
      <Loaded query={query} loading={<SkeletonRows height={40} />} failed={t('usage.failed')}>
        {({ data: days, from, to, timeZone }) => {
          const total = totalOf(days);
          if (total.films === 0 && total.refunded === 0) {
            return (
              <Empty
                title={t('usage.empty')}
                note={t('usage.emptyNote')}
                actions={
                  mayMake && (
                    <ButtonLink kind="primary" href={paths.playground()}>
                      {t('common.makeFilm')}
                    </ButtonLink>
                  )
                }
              />
            );
          }
          return (
            <>
              <UsageFigures total={total} />
              <UsageChart {...{ days, from, to, timeZone }} unit={state.unit} change={change} />
              <UsageBySide asked={asked} state={state} change={change} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
