import { useInfiniteQuery } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Asset } from '../../../../client/src/api-types.ts';
import { assetsQuery } from '../../api/assets.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { Empty } from '../../components/States.tsx';
import { ImportForm } from '../../forms/ImportForm.tsx';
import { useDebounced } from '../../hooks/use-debounced.ts';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Button } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import { AssetFilters } from './AssetFilters.tsx';
import { AssetGrid } from './AssetGrid.tsx';
import { AssetRoom } from './AssetRoom.tsx';
import { DeleteAsset } from './DeleteAsset.tsx';
import { DropArea } from './DropArea.tsx';
import { assetsDefaults, assetsSearch } from './search.ts';

const typingMs = 250;

export function AssetsPage() {
  const { t } = useTranslation();
  const [state, change] = useUrlState(assetsSearch, assetsDefaults);
  const q = useDebounced(state.q.trim(), typingMs);
  const query = useInfiniteQuery(
    assetsQuery({ ...(q !== '' && { q }), ...(state.kind !== '' && { kind: state.kind }) }),
  );
  const mayWrite = useMay('assets:write');
  const [isImporting, setImporting] = useState(false);
  const [leaving, setLeaving] = useState<Asset | null>(null);
  const isFiltered = q !== '' || state.kind !== '';
  return (
    <Page
      title={t('shell.page.assets')}
      lead={t('assets.lead')}
      actions={
        mayWrite && (
          <Button icon={<Link2 {...icon} />} onClick={() => setImporting(true)}>
            {t('assets.import')}
          </Button>
        )
      }
    >
      {mayWrite && <DropArea />}
      <AssetFilters state={state} change={change} />
      <Loaded
        query={query}
        loading={<SkeletonRows height={60} hasFilm />}
        failed={t('assets.failed')}
      >
        {({ pages: read }) => {
          const assets = read.flatMap(({ data }) => data);
          const room = read.at(-1)?.room;
          if (assets.length === 0 && isFiltered) {
            return (
              <Empty
                title={t('assets.none')}
                actions={
                  <Button onClick={() => change({ q: '', kind: '' })}>{t('assets.clear')}</Button>
                }
              />
            );
          }
          if (assets.length === 0) {
            return <Empty title={t('assets.empty')} note={t('assets.emptyNote')} />;
          }
          return (
            <>
              {room && <AssetRoom room={room} />}
              <AssetGrid assets={assets} onDelete={setLeaving} />
              {query.hasNextPage && (
                <Button
                  className="mt-5"
                  isBusy={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {t('assets.more')}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
      {isImporting && <ImportForm onClose={() => setImporting(false)} />}
      {leaving && <DeleteAsset asset={leaving} onClose={() => setLeaving(null)} />}
    </Page>
  );
}
