import { useId, type ReactNode } from 'react';
import { join } from './join.ts';

interface Props {
  label: ReactNode;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  offBecause?: string | null;
  /** The switch stands at the end of the row. */
  isRow?: boolean;
}

/** For what takes effect at once; what a button submits is a Checkbox. */
export function Switch({ label, isOn, onChange, offBecause = null, isRow = false }: Props) {
  const id = useId();
  return (
    <span
      title={offBecause ?? undefined}
      className={join(
        'flex items-center gap-2',
        isRow && 'w-full flex-row-reverse justify-between',
      )}
    >
      <button
        type="button"
        role="switch"
        aria-checked={isOn}
        aria-labelledby={id}
        aria-disabled={offBecause !== null}
        onClick={() => {
          if (offBecause === null) onChange(!isOn);
        }}
        className={join(
          'relative h-4 w-[26px] shrink-0 rounded-full border transition-colors duration-(--fast)',
          'after:absolute after:top-0.5 after:size-2.5 after:rounded-full after:transition-[left]',
          'before:absolute before:-inset-1.5',
          isOn
            ? 'border-primary bg-primary after:left-3 after:bg-on-primary'
            : 'border-edge after:left-0.5 after:bg-edge',
        )}
      />
      <label
        id={id}
        className={join('flex min-w-0 items-center gap-2', offBecause !== null && 'text-ink-off')}
        onClick={() => {
          if (offBecause === null) onChange(!isOn);
        }}
      >
        {label}
      </label>
    </span>
  );
}
