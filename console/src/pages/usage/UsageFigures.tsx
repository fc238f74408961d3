import { useTranslation } from 'react-i18next';
import { Credits } from '../../components/Credits.tsx';
import { TextLink } from '../../components/TextLink.tsx';
import { countText } from '../../format/counts.ts';
import { durationText } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { paths } from '../../paths.ts';
import { Figure, Figures } from '../../ui/Figures.tsx';
import type { totalOf } from './search.ts';

export function UsageFigures({ total }: { total: ReturnType<typeof totalOf> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { charged, refunded, seconds, films } = total;
  return (
    <Figures>
      <Figure
        label={t('usage.figure.charged')}
        value={<Credits value={charged} />}
        note={<TextLink href={paths.deductions({ range: 'all' })}>{t('usage.records')}</TextLink>}
      />
      <Figure
        label={t('usage.figure.films')}
        value={countText(films)}
        note={
          films > 0 && (
            <>
              {t('usage.figure.average')} <Credits value={charged / films} />
            </>
          )
        }
      />
      <Figure
        label={t('usage.figure.seconds')}
        value={durationText(seconds * 1_000, language)}
        note={t('usage.figure.secondsNote')}
      />
      <Figure label={t('usage.figure.refunded')} value={<Credits value={refunded} />} />
    </Figures>
  );
}
