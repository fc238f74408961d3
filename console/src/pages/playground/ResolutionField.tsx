import { useTranslation } from 'react-i18next';
import type { Model } from '../../../../client/src/api-types.ts';
import { TextLink } from '../../components/TextLink.tsx';
import { paths } from '../../paths.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import type { Settings } from './settings.ts';
import type { PlaygroundForm } from './use-playground.ts';

interface Props {
  models: readonly Model[];
  settings: Settings;
  set: PlaygroundForm['set'];
}

const all = ['480p', '720p', '1080p', '2k', '4k'] as const;

/** Those that any model here makes; of those that this one does not, why, and which do. */
export function ResolutionField({ models, settings: { model, resolution }, set }: Props) {
  const { t } = useTranslation();
  const mine = new Set(model.limits.resolutions);
  const offered = all.filter((one) =>
    models.some(({ limits }) => limits.resolutions.includes(one)),
  );
  const most = offered.findLast((one) => mine.has(one)) ?? resolution;
  const lacking = offered.filter((one) => !mine.has(one));
  const why = (wanted: string): string => t('playground.upTo', { wanted, most });
  return (
    <Segmented
      label={t('playground.resolution')}
      options={offered.map((one) => ({
        value: one,
        label: one,
        offBecause: mine.has(one) ? null : why(one),
      }))}
      value={resolution}
      onChange={(value) => set({ resolution: value })}
      hint={
        lacking.length > 0 && (
          <>
            {why(lacking.join(t('common.listComma')))}{' '}
            <TextLink href={paths.models({ resolution: lacking })}>
              {t('playground.whichCan')}
            </TextLink>
          </>
        )
      }
    />
  );
}
