import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../../client/src/api-types.ts';
import { durationText } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { smallIcon } from '../../ui/icons.ts';
import { ModelDetail } from './ModelDetail.tsx';
import { Price } from './Price.tsx';
import { lengthsText, type ModelsState, type resolutions } from './search.ts';

interface Props {
  model: Model;
  sold: readonly (typeof resolutions)[number][];
  price: ModelsState['price'];
  isOpen: boolean;
  onOpen: () => void;
}

export function ModelRow({ model, sold, price: shown, isOpen, onOpen }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { id, limits, price, defaults, usualSeconds } = model;
  const usual = usualSeconds.find(({ resolution }) => resolution === defaults.resolution);
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return (
    <>
      <tr className="h-[52px] border-b border-line">
        <th scope="row" className="text-left font-normal">
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={onOpen}
            className="flex min-h-8 items-center gap-1.5 text-left hover:text-daylight"
          >
            <Sign {...smallIcon} className="shrink-0 text-ink-3" />
            <code className="mono [overflow-wrap:anywhere]">{id}</code>
          </button>
        </th>
        <td className="px-3 whitespace-nowrap text-ink-2 max-lg:hidden">
          {t('common.seconds', { seconds: lengthsText(limits.seconds) })}
        </td>
        <td className="px-3 text-ink-2 max-sm:hidden">{t(`models.unit.${price.unit}`)}</td>
        {sold.map((resolution) => (
          <td key={resolution} className="px-3 text-right max-lg:hidden">
            <Price
              list={price.listCredits[resolution]}
              yours={price.yourCredits[resolution]}
              shown={shown}
            />
          </td>
        ))}
        <td className="pl-3 text-right lg:hidden">
          <Price
            list={price.listCredits[defaults.resolution]}
            yours={price.yourCredits[defaults.resolution]}
            shown={shown}
          />
          <span className="block text-meta text-ink-3">{defaults.resolution}</span>
        </td>
        <td className="pl-3 text-right whitespace-nowrap text-ink-2 max-lg:hidden">
          {usual ? `≈ ${durationText(usual.p50 * 1_000, language)}` : '—'}
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={sold.length + 5} className="pt-1 pb-4">
            <ModelDetail model={model} shown={shown} />
          </td>
        </tr>
      )}
    </>
  );
}
