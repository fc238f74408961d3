import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { deductionsFileUrl, deductionsQuery } from '../../api/deductions.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { Empty } from '../../components/States.tsx';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { paths } from '../../paths.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { buttonClass } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import { DeductionFigures } from './DeductionFigures.tsx';
import { DeductionFilters } from './DeductionFilters.tsx';
import { DeductionsTable } from './DeductionsTable.tsx';
import { deductionsDefaults, deductionsSearch, monthStart } from './search.ts';

export function DeductionsPage() {
  const { t } = useTranslation();
  const [state, change] = useUrlState(deductionsSearch, deductionsDefaults);
  const asked = useMemo(
    () => ({
      ...(state.range === 'this-month' && { from: monthStart(Date.now()).toISOString() }),
      ...(state.model !== '' && { model: state.model }),
      ...(state.key !== '' && { keyId: state.key }),
    }),
    [state.range, state.model, state.key],
  );
  const query = useInfiniteQuery({ ...deductionsQuery(asked), select: rowsOf });
  return (
    <Page
      title={t('shell.page.deductions')}
      lead={t('deductions.lead')}
      actions={
        <a href={deductionsFileUrl(asked)} download className={buttonClass()}>
          <Download {...icon} />
          {t('deductions.export')}
        </a>
      }
    >
      <DeductionFigures />
      <DeductionFilters state={state} change={change} />
      <Loaded query={query} loading={<SkeletonRows height={52} />} failed={t('deductions.failed')}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              title={state.range === 'all' ? t('deductions.empty') : t('deductions.emptyMonth')}
              note={t('deductions.emptyNote')}
              actions={
                <ButtonLink kind="primary" href={paths.playground()}>
                  {t('common.makeFilm')}
                </ButtonLink>
              }
            />
          ) : (
            <DeductionsTable
              rows={rows}
              open={state.open}
              onOpen={(id) => change({ open: id === state.open ? '' : id }, { replace: true })}
              onEnd={() => {
                if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
              }}
            />
          )
        }
      </Loaded>
    </Page>
  );
}
