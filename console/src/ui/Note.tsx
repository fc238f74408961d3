import type { ReactNode } from 'react';
import { join } from './join.ts';

type Tone = 'plain' | 'tungsten' | 'red' | 'daylight' | 'green';

const washes: Readonly<Record<Tone, string>> = {
  plain: 'bg-sunken',
  tungsten: 'bg-tungsten-wash text-tungsten',
  red: 'bg-red-wash text-red',
  daylight: 'bg-daylight-wash text-daylight',
  green: 'bg-green-wash text-green',
};

interface Props {
  tone?: Tone;
  icon?: ReactNode;
  /** Said at once to those who hear the page: of something that just failed. */
  isAlert?: boolean;
  children: ReactNode;
}

/** Only for what is to be read before acting. */
export function Note({ tone = 'plain', icon, isAlert = false, children }: Props) {
  return (
    <div
      role={isAlert ? 'alert' : undefined}
      className={join('flex gap-2.5 rounded-control px-3 py-2.5', washes[tone])}
    >
      {icon !== undefined && <span className="mt-0.5">{icon}</span>}
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
