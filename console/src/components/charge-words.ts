import { useTranslation } from 'react-i18next';
import type { Charge } from '../../../client/src/api-types.ts';
import { creditText, microsOf } from '../format/credits.ts';

export type ChargeLine = Charge['lines'][number];

const tokensOfMillion = 1_000_000;

/** A line of a charge in the reader's language, made from its parts. */
export function useChargeWords(): (line: ChargeLine) => string {
  const { t } = useTranslation();
  return (line) => {
    switch (line.kind) {
      case 'base': {
        const rate = creditText(microsOf(line.rateCredits), 'exact');
        const isTokens = line.unit === 'million_tokens';
        const quantity = isTokens ? Math.round(line.quantity * tokensOfMillion) : line.quantity;
        return t(`common.charge.${line.unit}`, {
          quantity: quantity.toLocaleString('en-US'),
          rate,
        });
      }
      case 'extra':
        return t('common.charge.extra', { when: line.when, factor: line.factor });
      case 'discount':
        return t('common.charge.discount', {
          tier: line.tier,
          percent: line.percent,
          fold: String((100 - line.percent) / 10),
        });
    }
  };
}
