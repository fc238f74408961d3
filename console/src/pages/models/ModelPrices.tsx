import { useTranslation } from 'react-i18next';
import type { Model } from '../../../../client/src/api-types.ts';
import { Price } from './Price.tsx';
import { resolutions, type ModelsState } from './search.ts';

type ModelPrice = Model['price'];

/** For one unit in each resolution, with an input video beside it where that costs something else. */
export function ModelPrices({ price, shown }: { price: ModelPrice; shown: ModelsState['price'] }) {
  const { t } = useTranslation();
  const sold = resolutions.filter((one) => price.listCredits[one] !== undefined);
  const { listCreditsWithVideo: listWith, yourCreditsWithVideo: yoursWith } = price;
  return (
    <div>
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-b border-line text-meta text-ink-3 [&>th]:pb-1 [&>th]:font-normal">
            <th scope="col" className="text-left">
              {t(`models.unit.${price.unit}`)}
            </th>
            <th scope="col" className="text-right">
              {t('common.credits')}
            </th>
            {listWith && (
              <th scope="col" className="pl-3 text-right">
                {t('models.withVideo')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {sold.map((resolution) => (
            <tr key={resolution} className="align-top">
              <th scope="row" className="py-1 text-left font-normal">
                {resolution}
              </th>
              <td className="py-1 text-right">
                <Price
                  list={price.listCredits[resolution]}
                  yours={price.yourCredits[resolution]}
                  shown={shown}
                />
              </td>
              {listWith && (
                <td className="py-1 pl-3 text-right">
                  <Price
                    list={listWith[resolution]}
                    yours={yoursWith?.[resolution]}
                    shown={shown}
                  />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-1.5 text-meta text-ink-3">
        {price.extras
          .map(({ when, factor }) => t('common.charge.extra', { when, factor }))
          .join(' · ')}
        {price.extras.length > 0 && ' · '}
        {price.rule} · {price.bookVersion}
      </p>
    </div>
  );
}
