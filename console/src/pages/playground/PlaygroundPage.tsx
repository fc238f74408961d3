import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { modelsQuery } from '../../api/models.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { Playground } from './Playground.tsx';

export function PlaygroundPage() {
  const { t } = useTranslation();
  const query = useQuery(modelsQuery);
  return (
    <>
      <h1 tabIndex={-1} className="sr-only">
        {t('shell.page.playground')}
      </h1>
      <Loaded query={query} loading={null} failed={t('playground.failed')}>
        {(models) =>
          models.length === 0 ? (
            <Empty title={t('playground.noModels')} note={t('playground.noModelsNote')} />
          ) : (
            <Playground models={models} />
          )
        }
      </Loaded>
    </>
  );
}
