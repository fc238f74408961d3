import { useTranslation } from 'react-i18next';
import type { Key } from '../../../../client/src/api-types.ts';
import { Credits } from '../../components/Credits.tsx';
import { Ago } from '../../components/Ago.tsx';
import { TextLink } from '../../components/TextLink.tsx';
import { agoText, dateText, leftText } from '../../format/times.ts';
import { creditText, microsOf } from '../../format/credits.ts';
import { useNow } from '../../hooks/use-now.ts';
import { paths } from '../../paths.ts';
import { useLanguage } from '../../i18n/start.ts';
import { Tag } from '../../ui/Tag.tsx';
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
        <TextLink href={paths.deductions({ key: key.id })}>
          <Credits value={budget.used} />
        </TextLink>
        <span className="ml-auto text-meta text-ink-3">
          {t(`keys.per.${budget.period}`, { credits: creditText(microsOf(budget.most)) })}
        </span>
      </div>
      <BudgetBar used={budget.used} most={budget.most} />
    </>
  );
}

/** On phones when it was last used stands here too. */
export function KeyName({ of: { name, mode, state, prefix, lastUsedAt } }: { of: Key }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="flex min-w-0 items-center gap-2">
        <span className="truncate font-medium">{name === '' ? prefix : name}</span>
        {mode === 'test' && <Tag tone="tungsten">{t('common.test')}</Tag>}
        {state !== 'active' && <Tag>{t(`keys.state.${state}`)}</Tag>}
      </span>
      <span className="block text-meta text-ink-3 sm:hidden">
        {lastUsedAt === null ? t('keys.never') : <Ago at={lastUsedAt} />}
      </span>
    </>
  );
}

/** How it begins and ends; below it the one before it, while that is still good. */
export function KeyEnds({ of: { prefix, lastFour, formerSecrets } }: { of: Key }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const [former] = formerSecrets;
  return (
    <>
      <span className="mono text-ink-2">{`${prefix}…${lastFour}`}</span>
      {former && Date.parse(former.until) > now && (
        <span className="block truncate text-meta text-tungsten">
          {t('keys.former', {
            lastFour: former.lastFour,
            left: leftText(Date.parse(former.until) - now, language),
          })}
        </span>
      )}
    </>
  );
}
