import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../../client/src/api-types.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { useMay } from '../../api/session.ts';
import { paths } from '../../paths.ts';
import { ModelPrices } from './ModelPrices.tsx';
import { lengthsText, type ModelsState } from './search.ts';
import { UsualTimes } from './UsualTimes.tsx';

/** What it can be asked for, what that costs in every resolution, and how long it usually takes. */
export function ModelDetail({ model, shown }: { model: Model; shown: ModelsState['price'] }) {
  const { t } = useTranslation();
  const mayMake = useMay('tasks:create');
  return (
    <div className="grid gap-x-10 gap-y-5 rounded-control bg-sunken px-5 py-4 lg:ml-5 lg:grid-cols-[1fr_340px]">
      <Limits model={model} />
      <div className="flex flex-col gap-4">
        <ModelPrices price={model.price} shown={shown} />
        {model.usualSeconds.length > 0 && <UsualTimes times={model.usualSeconds} />}
        {mayMake && (
          <div>
            <ButtonLink href={paths.playground({ model: model.id })}>{t('models.try')}</ButtonLink>
          </div>
        )}
      </div>
    </div>
  );
}

function Limits({ model: { title, aliases, limits, price } }: { model: Model }) {
  const { t } = useTranslation();
  const comma = t('common.listComma');
  const { references } = limits;
  const yes = (can: boolean): string => (can ? t('models.yes') : t('models.no'));
  return (
    <dl className="grid grid-cols-[auto_1fr] content-start gap-x-5 gap-y-[7px]">
      <Fact name={t('models.fact.model')}>{title}</Fact>
      {aliases.length > 0 && (
        <Fact name={t('models.fact.aliases')}>
          <code className="mono">{aliases.join(', ')}</code>
        </Fact>
      )}
      <Fact name={t('models.column.length')}>
        {t('common.seconds', { seconds: lengthsText(limits.seconds) })}
        {limits.automaticSeconds && ` · ${t('models.automatic')}`}
      </Fact>
      <Fact name={t('models.filter.resolution')}>{limits.resolutions.join(comma)}</Fact>
      <Fact name={t('models.fact.ratios')}>
        {limits.ratios
          .map((ratio) => (ratio === 'adaptive' ? t('models.adaptive') : ratio))
          .join(comma)}
      </Fact>
      <Fact name={t('models.filter.takes')}>
        {limits.modes.map((mode) => t(`models.takes.${mode}`)).join(comma)}
      </Fact>
      {limits.modes.includes('reference') && (
        <Fact name={t('models.fact.references')}>
          {t('models.references', {
            images: references.images,
            videos: references.videos,
            audios: references.audios,
          })}
          {' · '}
          {t('models.referencesTotal', { total: references.total })}
        </Fact>
      )}
      {limits.modes.includes('frames') && (
        <Fact name={t('models.fact.lastFrame')}>{t(`models.lastFrame.${limits.lastFrame}`)}</Fact>
      )}
      <Fact name={t('models.fact.sound')}>{yes(limits.generatesAudio)}</Fact>
      <Fact name={t('models.fact.returnLastFrame')}>{yes(limits.returnLastFrame)}</Fact>
      {price.discountPercent > 0 && (
        <Fact name={t('models.fact.discount')}>
          {t('models.discount', {
            percent: price.discountPercent,
            fold: String((100 - price.discountPercent) / 10),
          })}
        </Fact>
      )}
      <Fact name={t('models.fact.prompt')}>
        {t('models.characters', { most: limits.promptCharacters.toLocaleString('en-US') })}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
