import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Limit } from '../../../../client/src/api-types.ts';
import { accountQuery } from '../../api/account.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { creditText, microsOf } from '../../format/credits.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { BudgetBar } from '../../ui/BudgetBar.tsx';
import { MailSwitches } from './MailSwitches.tsx';
import { ZoneField } from './ZoneField.tsx';

/** What binds the account as a whole, its days, and what it is told by mail. */
export function LimitsPart() {
  const { t } = useTranslation();
  const query = useQuery(accountQuery);
  return (
    <div className="max-w-[560px]">
      <Loaded
        query={query}
        loading={<SkeletonRows height={52} count={3} />}
        failed={t('settings.failed')}
      >
        {({ limits, timeZone }) => (
          <>
            {limits.length === 0 && <p className="text-ink-2">{t('settings.noLimits')}</p>}
            <ul>
              {limits.map((limit) => (
                <LimitRow key={`${limit.limit} ${limit.period ?? ''}`} limit={limit} />
              ))}
            </ul>
            <Section title={t('settings.days')}>
              <ZoneField key={timeZone} timeZone={timeZone} />
            </Section>
          </>
        )}
      </Loaded>
      <Section title={t('settings.mails')}>
        <MailSwitches />
      </Section>
    </div>
  );
}

function LimitRow({ limit: { limit, used, most, period } }: { limit: Limit }) {
  const { t } = useTranslation();
  const isCredits = limit === 'budget' || limit === 'heldCredits';
  const text = (value: number): string =>
    isCredits ? creditText(microsOf(value)) : value.toLocaleString('en-US');
  return (
    <li className="border-b border-line py-2.5">
      <div className="flex gap-4">
        <span>
          {t(`settings.limit.${limit}`)}
          {period !== null && ` · ${t(`settings.period.${period}`)}`}
        </span>
        <span className="ml-auto whitespace-nowrap">
          {text(used)} <span className="text-ink-3">/ {text(most)}</span>
        </span>
      </div>
      <BudgetBar used={used} most={most} />
    </li>
  );
}
