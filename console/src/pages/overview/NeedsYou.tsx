import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { KeyRound, Tags, TriangleAlert, Webhook } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keysQuery } from '../../api/keys.ts';
import { forecastQuery, noticesQuery } from '../../api/overview.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { useMay } from '../../api/session.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { Section } from '../../components/Page.tsx';
import { creditText, microsOf } from '../../format/credits.ts';
import { dateText } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { paths } from '../../paths.ts';
import { icon } from '../../ui/icons.ts';
import { needsOf, type Need } from './needs.ts';

const alarm = <TriangleAlert {...icon} className="text-tungsten" />;
const keySign = <KeyRound {...icon} className="text-ink-3" />;
const signs: Readonly<Record<Need['kind'], ReactNode>> = {
  account_suspended: <TriangleAlert {...icon} className="text-red" />,
  low_balance: alarm,
  endpoint_disabled: <Webhook {...icon} className="text-red" />,
  key_budget: keySign,
  key_expires: keySign,
  balance_ends: alarm,
  price_change: <Tags {...icon} className="text-ink-3" />,
  retention: alarm,
};
const places: Readonly<Record<Need['kind'], string>> = {
  account_suspended: paths.settings('profile'),
  low_balance: paths.deductions({ range: 'all' }),
  endpoint_disabled: paths.webhooks(),
  key_budget: paths.keys(),
  key_expires: paths.keys(),
  balance_ends: paths.usage(),
  price_change: paths.models(),
  retention: paths.tasks(),
};

export function NeedsYou() {
  const { t } = useTranslation();
  const mayReadRecords = useMay('records:read');
  const mayReadKeys = useMay('keys:read');
  const { data: notices = [] } = useQuery({ ...noticesQuery, enabled: mayReadRecords });
  const { data: balance } = useQuery({ ...forecastQuery, enabled: mayReadRecords });
  const { data: keys = [] } = useInfiniteQuery({
    ...keysQuery,
    select: rowsOf,
    enabled: mayReadKeys,
  });
  const needs = needsOf({ notices, keys, forecast: balance?.forecast, now: Date.now() });
  return (
    <Section title={t('overview.needs')}>
      {needs.length === 0 ? (
        <p className="py-3 text-ink-2">{t('overview.nothingNeeds')}</p>
      ) : (
        <ul>
          {needs.map((need) => (
            <li key={need.id} className="flex items-center gap-3 border-b border-line py-2.5">
              {signs[need.kind]}
              <Words need={need} />
              <ButtonLink href={places[need.kind]}>{t('overview.look')}</ButtonLink>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Words({ need }: { need: Need }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const date = (at: string): string => dateText(Date.parse(at), Date.now(), language);
  const [title, note] = ((): [string, string] => {
    switch (need.kind) {
      case 'balance_ends':
        return [
          t('overview.need.balance_ends', { count: need.days }),
          t('overview.need.daily', { credits: creditText(microsOf(need.dailyCredits)) }),
        ];
      case 'key_budget':
        return [
          t('overview.need.key_budget', { name: need.name, percent: need.percent }),
          t('overview.need.key_budgetNote'),
        ];
      case 'key_expires':
        return [
          t('overview.need.key_expires', { name: need.name, date: date(need.at) }),
          t('overview.need.key_expiresNote'),
        ];
      case 'account_suspended':
      case 'low_balance':
      case 'endpoint_disabled':
      case 'price_change':
      case 'retention':
        return [
          t(`overview.need.${need.kind}`),
          t('overview.need.since', { date: date(need.since) }),
        ];
    }
  })();
  return (
    <div className="min-w-0 flex-1">
      <div>{title}</div>
      <div className="text-meta text-ink-3">{note}</div>
    </div>
  );
}
