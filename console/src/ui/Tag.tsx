import type { ReactNode } from 'react';
import { join } from './join.ts';

export function Tag({ tone, children }: { tone?: 'tungsten'; children: ReactNode }) {
  return (
    <span
      className={join(
        'inline-block rounded-tag border px-[5px] text-tick whitespace-nowrap',
        tone === 'tungsten' ? 'border-current text-tungsten' : 'border-line-2 text-ink-2',
      )}
    >
      {children}
    </span>
  );
}
