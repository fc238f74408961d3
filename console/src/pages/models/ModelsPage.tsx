import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { modelsOfQuery } from '../../api/models.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { Empty } from '../../components/States.tsx';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Button } from '../../ui/Button.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { ModelFilters } from './ModelFilters.tsx';
import { ModelsTable } from './ModelsTable.tsx';
import { isWanted, modelsDefaults, modelsSearch } from './search.ts';

export function ModelsPage() {
  const { t } = useTranslation();
  const [state, change] = useUrlState(modelsSearch, modelsDefaults);
  const query = useQuery(modelsOfQuery(state.api));
  const isCheaper = query.data?.some(({ price }) => price.discountPercent > 0) === true;
  return (
    <Page
      title={t('shell.page.models')}
      lead={isCheaper ? t('models.leadDiscount') : t('models.lead')}
      actions={
        <Segmented
          label={t('models.price')}
          isLabelHidden
          options={[
            { value: 'mine', label: <span className="px-1.5">{t('models.mine')}</span> },
            { value: 'list', label: <span className="px-1.5">{t('models.list')}</span> },
          ]}
          value={state.price}
          onChange={(price) => change({ price })}
        />
      }
    >
      <ModelFilters state={state} change={change} />
      <Loaded query={query} loading={<SkeletonRows height={52} />} failed={t('models.failed')}>
        {(all) => {
          const models = all.filter((model) => isWanted(model, state));
          if (all.length === 0)
            return <Empty title={t('models.empty')} note={t('models.emptyNote')} />;
          if (models.length > 0)
            return <ModelsTable models={models} state={state} change={change} />;
          return (
            <Empty
              title={t('models.none')}
              actions={
                <Button onClick={() => change({ q: '', resolution: '', takes: '' })}>
                  {t('models.clear')}
                </Button>
              }
            />
          );
        }}
      </Loaded>
    </Page>
  );
}
