import { Ban, Check, CircleDashed, Clock3, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnyTask } from '../api/tasks.ts';
import { smallIcon } from '../ui/icons.ts';
import { join } from '../ui/join.ts';

type State = AnyTask['state'];

const signs: Readonly<Record<State, ReactNode>> = {
  queued: <CircleDashed {...smallIcon} />,
  running: null,
  succeeded: <Check {...smallIcon} className="text-green" />,
  failed: <X {...smallIcon} />,
  cancelled: <Ban {...smallIcon} />,
  expired: <Clock3 {...smallIcon} />,
};
const colours: Readonly<Record<State, string>> = {
  queued: 'text-ink-2',
  running: 'text-daylight',
  succeeded: 'text-ink-2',
  failed: 'text-red',
  cancelled: 'text-ink-3',
  expired: 'text-tungsten',
};

/** Its shape says it first, then the word, then the colour. */
export function TaskStatus({ task }: { task: Pick<AnyTask, 'state' | 'progress'> }) {
  const { t } = useTranslation();
  const { state, progress } = task;
  return (
    <span className={join('inline-flex items-center gap-1.5 whitespace-nowrap', colours[state])}>
      {state === 'running' ? <Arc percent={progress} /> : signs[state]}
      {t(`common.state.${state}`)}
      {state === 'running' && progress > 0 && ` ${String(progress)}%`}
    </span>
  );
}

function Arc({ percent }: { percent: number }) {
  const length = 2 * Math.PI * 5;
  return (
    <svg viewBox="0 0 14 14" aria-hidden="true" className="size-3.5 fill-none stroke-current">
      <circle cx="7" cy="7" r="5" strokeWidth="1.8" className="opacity-25" />
      <circle
        cx="7"
        cy="7"
        r="5"
        strokeWidth="1.8"
        strokeDasharray={`${String((length * Math.max(percent, 8)) / 100)} ${String(length)}`}
        transform="rotate(-90 7 7)"
      />
    </svg>
  );
}
