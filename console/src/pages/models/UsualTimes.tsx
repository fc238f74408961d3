import { useTranslation } from 'react-i18next';
import type { Model } from '../../../../client/src/api-types.ts';
import { durationText } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';

/** How long films of each kind took lately: half of them, and nearly all. */
export function UsualTimes({ times }: { times: Model['usualSeconds'] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const text = (seconds: number): string => durationText(seconds * 1_000, language);
  return (
    <table className="w-full border-collapse">
      <thead>
        <tr className="border-b border-line text-meta text-ink-3 [&>th]:pb-1 [&>th]:font-normal">
          <th scope="col" className="text-left">
            {t('models.usual.film')}
          </th>
          <th scope="col" className="text-right">
            {t('models.usual.half')}
          </th>
          <th scope="col" className="text-right">
            {t('models.usual.most')}
          </th>
        </tr>
      </thead>
      <tbody>
        {times.map(({ resolution, seconds, p50, p95 }) => (
          <tr key={`${resolution} ${String(seconds)}`}>
            <th scope="row" className="py-1 text-left font-normal">
              {resolution} ·{' '}
              {seconds === 0 ? t('models.automatic') : t('common.seconds', { seconds })}
            </th>
            <td className="py-1 text-right">{text(p50)}</td>
            <td className="py-1 text-right">{text(p95)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
