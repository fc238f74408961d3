import type { ReactNode } from 'react';

interface Props {
  title: ReactNode;
  /** Over the title: what state it is in, and its id. */
  above?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page that scrolls: its title, a sentence, its actions, and what it shows. */
export function Page({ title, above, lead, actions, children }: Props) {
  return (
    <div className="mx-0 max-w-[1440px] px-4 pt-4 pb-16 sm:px-6 sm:pt-6 lg:px-8 lg:pt-7">
      <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-56">
          {above !== undefined && <div className="mb-0.5 flex items-center gap-2">{above}</div>}
          <h1 tabIndex={-1} className="text-title font-semibold">
            {title}
          </h1>
          {lead !== undefined && <p className="mt-0.5 max-w-(--measure) text-ink-2">{lead}</p>}
        </div>
        {actions !== undefined && (
          <div className="flex flex-wrap items-center gap-2">{actions}</div>
        )}
      </div>
      {children}
    </div>
  );
}

interface SectionProps {
  title: ReactNode;
  side?: ReactNode;
  children: ReactNode;
}

export function Section({ title, side, children }: SectionProps) {
  return (
    <section className="mt-6">
      <div className="mb-1 flex items-baseline gap-4">
        <h2 className="text-section font-semibold">{title}</h2>
        {side !== undefined && <span className="ml-auto text-meta text-ink-3">{side}</span>}
      </div>
      {children}
    </section>
  );
}
