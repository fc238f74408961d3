import { useTranslation } from 'react-i18next';
import type { Key } from '../../../../client/src/api-types.ts';
import { Credits } from '../../components/Credits.tsx';
import { agoText, dateText } from '../../format/times.ts';
import { creditText, microsOf } from '../../format/credits.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useLanguage } from '../../i18n/start.ts';
import { BudgetBar } from '../../ui/BudgetBar.tsx';

const soonMs = 7 * 86_400_000;

/** What a key may do, in a line; below it what else binds it. */
export function KeyLimits({ of: key }: { of: Key }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const comma = t('common.listComma');
  const models =
    key.models === null ? t('keys.allModels') : t('keys.only', { models: key.models.join(comma) });
  const scopes = key.scopes?.map((scope) => t(`keys.scope.${scope}`)).join(comma);
  const expires = key.expiresAt === null ? null : Date.parse(key.expiresAt);
  return (
    <>
      <div className="truncate">{[models, scopes].filter(Boolean).join(' · ')}</div>
      {expires !== null && (
        <div
          className={expires - now < soonMs ? 'text-meta text-tungsten' : 'text-meta text-ink-3'}
        >
          {expires < now
            ? agoText(expires, now, language)
            : t('keys.until', { date: dateText(expires, now, language) })}
        </div>
      )}
      {expires === null && key.tasksAtOnce !== null && (
        <div className="text-meta text-ink-3">{t('keys.atOnce', { count: key.tasksAtOnce })}</div>
      )}
    </>
  );
}

/** What of its budget is used. */
export function KeyUse({ of: key }: { of: Key }) {
  const { t } = useTranslation();
  const budget = key.limits.find(({ limit, of }) => limit === 'budget' && of === 'key');
  if (!budget?.period) return <span className="text-meta text-ink-3">{t('keys.noBudget')}</span>;
  return (
    <>
      <div className="flex">
        <Credits value={budget.used} />
        <span className="ml-auto text-meta text-ink-3">
          {t(`keys.per.${budget.period}`, { credits: creditText(microsOf(budget.most)) })}
        </span>
      </div>
      <BudgetBar used={budget.used} most={budget.most} />
    </>
  );
}
