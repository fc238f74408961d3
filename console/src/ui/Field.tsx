import { useId, type ReactNode } from 'react';

interface FieldIds {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

interface Props {
  label: ReactNode;
  /** Right of the label: a unit, a counter, a link. */
  side?: ReactNode;
  hint?: ReactNode;
  /** A sentence with the way out; it stands in the place of the hint. */
  error?: ReactNode;
  children: (ids: FieldIds) => ReactNode;
}

/** Label above, box, hint or error below: tied to each other for those who hear the page. */
export function Field({ label, side, hint, error, children }: Props) {
  const id = useId();
  const below = error ?? hint;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex items-center gap-1.5 text-meta text-ink-2">
        <label htmlFor={id}>{label}</label>
        {side !== undefined && <span className="ml-auto text-ink-3">{side}</span>}
      </div>
      {children({
        id,
        'aria-describedby': below ? `${id}-below` : undefined,
        'aria-invalid': Boolean(error),
      })}
      {below && (
        <div id={`${id}-below`} className={error ? 'text-meta text-red' : 'text-meta text-ink-3'}>
          {below}
        </div>
      )}
    </div>
  );
}
