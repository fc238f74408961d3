import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { durationText, timeOfDay } from '../../format/times.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useLanguage } from '../../i18n/start.ts';
import { smallIcon } from '../../ui/icons.ts';
import { join } from '../../ui/join.ts';

type What = NonNullable<Task['timeline']>[number]['what'];

const names = ['accepted', 'waited', 'sent', 'made', 'charged', 'stored'] as const;

/** The way of a task: what is behind it with its time, where it is now. As high as the strip that follows. */
export function Steps({ task }: { task: Task | null }) {
  const { t } = useTranslation();
  const now = useNow();
  const language = useLanguage();
  const at = (what: What): number | null => {
    const entry = task?.timeline?.find((one) => one.what === what);
    return entry ? Date.parse(entry.at) : null;
  };
  const accepted = at('accepted');
  const sent = at('sent');
  const running = at('running');
  const between = (from: number | null, to: number | null): string | null =>
    from === null ? null : durationText((to ?? now) - from, language);
  const texts = [
    accepted === null ? null : timeOfDay(accepted),
    between(accepted, sent ?? running),
    between(sent ?? running, running),
    between(running, null),
    null,
    null,
  ];
  const here = running !== null ? 3 : sent !== null ? 2 : accepted !== null ? 1 : 0;
  return (
    <ol className="flex h-[52px] overflow-hidden rounded-gate border border-line">
      {names.map((name, n) => (
        <li
          key={name}
          aria-current={n === here ? 'step' : undefined}
          className={join(
            'min-w-0 px-3 pt-[7px] max-sm:px-1.5',
            n > 0 && 'border-l border-line',
            n === here ? 'flex-[1.6] bg-daylight-wash text-daylight' : 'flex-1',
            (n > here + 1 || n < here - 1) && 'max-sm:hidden',
          )}
        >
          <div
            className={join(
              'flex items-center gap-1.5 truncate text-meta/[17px]',
              n !== here && 'text-ink-2',
            )}
          >
            {n < here && <Check {...smallIcon} className="shrink-0 text-green" />}
            <span className="truncate">{t(`playground.step.${name}`)}</span>
          </div>
          <div className="truncate font-medium leading-[18px]">{n <= here && texts[n]}</div>
        </li>
      ))}
    </ol>
  );
}
