import type { ReactNode } from 'react';

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="min-w-[18px] rounded-tag border border-line-2 px-1 text-center font-ui text-tick font-medium text-ink-3">
      {children}
    </kbd>
  );
}
