import { Check, Clock3, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DeliverySummary } from '../../../../client/src/api-types.ts';
import { leftText } from '../../format/times.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useLanguage } from '../../i18n/start.ts';
import { smallIcon } from '../../ui/icons.ts';

const looks = {
  delivered: { sign: <Check {...smallIcon} className="text-green" />, colour: 'text-ink-2' },
  pending: { sign: <Clock3 {...smallIcon} />, colour: 'text-tungsten' },
  failed: { sign: <X {...smallIcon} />, colour: 'text-red' },
} as const;

/** Its shape says it first, then the word: of one that waits, until when. */
export function DeliveryState({
  of: { state, nextTryAt },
}: {
  of: Pick<DeliverySummary, 'state' | 'nextTryAt'>;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const { sign, colour } = looks[state];
  const left = nextTryAt === null ? 0 : Date.parse(nextTryAt) - now;
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${colour}`}>
      {sign}
      {state === 'pending' && left > 0
        ? t('webhooks.retryIn', { left: leftText(left, language) })
        : t(`webhooks.state.${state}`)}
    </span>
  );
}
