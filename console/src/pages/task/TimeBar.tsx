import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { durationText } from '../../format/times.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useLanguage } from '../../i18n/start.ts';
import { Part } from './Part.tsx';
import { spansOf, type Span } from './spans.ts';

const colours: Readonly<Record<Span['name'], string>> = {
  waited: 'bg-ink-3',
  sent: 'bg-ink-3',
  made: 'bg-daylight',
  stored: 'bg-ink-2',
};

/** Where its time went, to scale. */
export function TimeBar({ task }: { task: Task }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const spans = spansOf(task, now);
  const all = spans.reduce((sum, { ms }) => sum + ms, 0);
  if (all === 0) return null;
  const usual = task.usualSeconds;
  return (
    <Part title={t('task.time')} side={durationText(all, language)}>
      <div aria-hidden="true" className="mt-2.5 flex h-2.5 gap-0.5">
        {spans.map(({ name, ms }) => (
          <span key={name} className={`min-w-1 ${colours[name]}`} style={{ flexGrow: ms / all }} />
        ))}
      </div>
      <p className="mt-2 flex flex-wrap gap-x-4 text-meta text-ink-3">
        {spans.map(({ name, ms }) => (
          <span key={name} className={name === 'made' ? 'text-daylight' : ''}>
            {t(`task.span.${name}`)} {durationText(ms, language)}
          </span>
        ))}
        {usual && (
          <span>
            {t('task.usual', {
              half: durationText(usual.p50 * 1_000, language),
              most: durationText(usual.p95 * 1_000, language),
            })}
          </span>
        )}
      </p>
    </Part>
  );
}
