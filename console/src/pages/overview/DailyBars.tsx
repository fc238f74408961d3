import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { UsageRow } from '../../../../client/src/api-types.ts';
import { Link } from '../../components/Link.tsx';
import { Section } from '../../components/Page.tsx';
import { creditText, microsOf } from '../../format/credits.ts';
import { dateText } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { paths } from '../../paths.ts';
import { smallIcon } from '../../ui/icons.ts';
import { spentIn } from './days.ts';

interface Props {
  days: readonly string[];
  usage: readonly UsageRow[] | undefined;
}

/** What each day cost; the last one is not over. */
export function DailyBars({ days, usage }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = Date.now();
  const bars = days.map((day) => ({
    day,
    name: dateText(new Date(`${day}T00:00:00`).getTime(), now, language),
    credits: usage ? spentIn(usage, [day]).credits : 0,
  }));
  const most = bars.reduce((top, { credits }) => (credits > top ? credits : top), 0);
  const text = (credits: number): string => creditText(microsOf(credits));
  return (
    <Section
      title={t('overview.daily')}
      side={
        <Link href={paths.usage()} className="flex items-center gap-1 hover:text-ink">
          {t('shell.page.usage')} <ArrowRight {...smallIcon} />
        </Link>
      }
    >
      <div aria-hidden="true" className="pt-3">
        <div className="flex h-[136px] items-end gap-[3px] border-b border-line-2 bg-[linear-gradient(var(--line),var(--line))] bg-[length:100%_1px] bg-no-repeat sm:gap-1.5">
          {bars.map(({ day, name, credits }, n) => (
            <span
              key={day}
              title={`${name} · ${text(credits)}`}
              className={`flex-1 bg-(--chart-1) ${n === bars.length - 1 ? 'opacity-60' : ''}`}
              style={{ height: most === 0 ? 0 : `${String((credits / most) * 100)}%` }}
            />
          ))}
        </div>
        <div className="mt-1 flex text-meta text-ink-3">
          <span>{bars[0]?.name}</span>
          <span className="mx-auto">
            {most === 0 ? t('overview.noData') : t('overview.most', { credits: text(most) })}
          </span>
          <span>{t('overview.today')}</span>
        </div>
      </div>
      <table className="sr-only">
        <caption>{t('overview.daily')}</caption>
        <tbody>
          {bars.map(({ day, name, credits }) => (
            <tr key={day}>
              <th scope="row">{name}</th>
              <td>{text(credits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
