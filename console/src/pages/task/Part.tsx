import type { ReactNode } from 'react';

interface Props {
  title: ReactNode;
  side?: ReactNode;
  children: ReactNode;
}

/** A part of the page, with a rule below its title. */
export function Part({ title, side, children }: Props) {
  return (
    <section className="min-w-0">
      <div className="mb-1.5 flex h-8 items-center border-b border-line">
        <h2 className="font-semibold">{title}</h2>
        {side !== undefined && <span className="ml-auto text-meta text-ink-3">{side}</span>}
      </div>
      {children}
    </section>
  );
}

/** A name at the left and an amount or a time at the right. */
export function Row({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex gap-4 py-1">
      <span className="min-w-0">{name}</span>
      <span className="ml-auto shrink-0">{children}</span>
    </div>
  );
}
