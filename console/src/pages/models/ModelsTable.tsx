import { useTranslation } from 'react-i18next';
import type { Model } from '../../../../client/src/api-types.ts';
import { ModelRow } from './ModelRow.tsx';
import { byFamily, resolutions, type ModelsState } from './search.ts';

interface Props {
  models: readonly Model[];
  state: ModelsState;
  change: (change: Partial<ModelsState>, how?: { replace?: boolean }) => void;
}

/** By family: what is made by one engine stands together, whatever it is called. */
export function ModelsTable({ models, state, change }: Props) {
  const { t } = useTranslation();
  // Columns that no model has a price in would be dashes alone.
  const sold = resolutions.filter((one) =>
    models.some(({ price }) => price.listCredits[one] !== undefined),
  );
  return (
    <table aria-label={t('shell.page.models')} className="w-full border-collapse">
      <thead>
        <tr className="h-8 border-b border-line-2 text-meta text-ink-3 [&>th]:font-normal">
          <th scope="col" className="text-left">
            {t('models.column.name')}
          </th>
          <th scope="col" className="px-3 text-left max-lg:hidden">
            {t('models.column.length')}
          </th>
          <th scope="col" className="px-3 text-left max-sm:hidden">
            {t('models.column.unit')}
          </th>
          {sold.map((resolution) => (
            <th key={resolution} scope="col" className="w-28 px-3 text-right max-lg:hidden">
              {resolution}
            </th>
          ))}
          <th scope="col" className="pl-3 text-right lg:hidden">
            {t('models.column.price')}
          </th>
          <th scope="col" className="w-28 pl-3 text-right max-lg:hidden">
            {t('models.column.usual')}
          </th>
        </tr>
      </thead>
      {byFamily(models).map(([family, members]) => (
        <tbody key={family}>
          <tr className="border-b border-line-2">
            <th
              scope="rowgroup"
              colSpan={sold.length + 5}
              className="pt-5 pb-2.5 text-left font-normal"
            >
              <span className="text-read font-semibold">{family}</span>
              <FamilyCan model={members[0]} />
            </th>
          </tr>
          {members.map((model) => (
            <ModelRow
              key={model.id}
              model={model}
              sold={sold}
              price={state.price}
              isOpen={model.id === state.open}
              onOpen={() =>
                change({ open: model.id === state.open ? '' : model.id }, { replace: true })
              }
            />
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** What may be given to it, in a line. */
function FamilyCan({ model }: { model: Model | undefined }) {
  const { t } = useTranslation();
  if (!model) return null;
  const { references, modes, generatesAudio } = model.limits;
  const said = [
    modes.includes('reference') &&
      t('models.references', {
        images: references.images,
        videos: references.videos,
        audios: references.audios,
      }),
    modes.includes('frames') && t('models.takes.frames'),
    generatesAudio && t('models.soundOut'),
  ].filter((one) => one !== false);
  return <span className="ml-3 text-ink-3">{said.join(' · ')}</span>;
}
