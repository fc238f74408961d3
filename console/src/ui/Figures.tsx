import type { ReactNode } from 'react';

/** Headline numbers in one ruled row: two in a line on phones. */
export function Figures({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-2 border-y border-line lg:flex [&>*]:lg:flex-1">{children}</div>
  );
}

interface Props {
  label: ReactNode;
  value: ReactNode;
  note?: ReactNode;
}

export function Figure({ label, value, note }: Props) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5 py-[11px] pr-5 lg:border-l lg:border-line lg:pl-5 lg:first:border-0 lg:first:pl-0">
      <span className="text-ink-2">{label}</span>
      <span className="min-h-7 text-figure-2 font-medium tracking-[-0.02em] whitespace-nowrap">
        {value}
      </span>
      <span className="min-h-4 text-meta text-ink-3">{note}</span>
    </div>
  );
}
