import { Check, CircleDashed, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { durationText } from '../../format/times.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useLanguage } from '../../i18n/start.ts';
import { smallIcon } from '../../ui/icons.ts';
import { Part } from './Part.tsx';

type Attempt = NonNullable<Task['attempts']>[number];

export function AttemptsPart({ attempts }: { attempts: readonly Attempt[] }) {
  const { t } = useTranslation();
  if (attempts.length === 0) return null;
  return (
    <Part title={t('task.attempts')} side={t('task.times', { count: attempts.length })}>
      <ol>
        {attempts.map((attempt) => (
          <Try key={attempt.number} attempt={attempt} />
        ))}
      </ol>
    </Part>
  );
}

function Try({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const { number, state, sentAt, endedAt } = attempt;
  const ms = (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(sentAt);
  const isOpen = state === 'sent' || state === 'running' || state === 'unknown';
  return (
    <li className="flex items-center gap-3 py-1">
      <span className="text-ink-3">#{number}</span>
      <span
        className={`flex items-center gap-1.5 ${isOpen || state === 'succeeded' ? '' : 'text-red'}`}
      >
        {state === 'succeeded' ? (
          <Check {...smallIcon} className="text-green" />
        ) : isOpen ? (
          <CircleDashed {...smallIcon} />
        ) : (
          <X {...smallIcon} />
        )}
        {t(`task.attempt.${state}`)}
      </span>
      <span className="ml-auto text-ink-2">{durationText(Math.max(0, ms), language)}</span>
    </li>
  );
}
