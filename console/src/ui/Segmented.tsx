import { useId, type KeyboardEvent, type ReactNode } from 'react';
import { join } from './join.ts';

export interface Option<Value extends string> {
  value: Value;
  label: ReactNode;
  /** Why it cannot be chosen: it is struck through, and stays reachable. */
  offBecause?: string | null;
}

interface Props<Value extends string> {
  label: string;
  isLabelHidden?: boolean;
  side?: ReactNode;
  hint?: ReactNode;
  options: readonly Option<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}

/** Two to six short answers to one question. One stop for Tab; arrows move and choose. */
export function Segmented<Value extends string>(props: Props<Value>) {
  const { label, isLabelHidden = false, side, hint, options, value, onChange } = props;
  const id = useId();
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = options.findIndex((one) => one.value === value);
    const next = options[(at + step + options.length) % options.length];
    if (!next) return;
    document.getElementById(`${id}-${next.value}`)?.focus();
    if (!next.offBecause) onChange(next.value);
  };
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      {!isLabelHidden && (
        <div className="flex items-center text-meta text-ink-2">
          <span id={id}>{label}</span>
          {side !== undefined && <span className="ml-auto text-ink-3">{side}</span>}
        </div>
      )}
      <div
        role="radiogroup"
        aria-label={isLabelHidden ? label : undefined}
        aria-labelledby={isLabelHidden ? undefined : id}
        onKeyDown={move}
        className="flex gap-0.5 rounded-control border border-line-2 bg-sunken p-0.5"
      >
        {options.map((option) => (
          <Segment
            key={option.value}
            id={`${id}-${option.value}`}
            option={option}
            isOn={option.value === value}
            onChoose={() => onChange(option.value)}
          />
        ))}
      </div>
      {hint && <div className="text-meta text-ink-3">{hint}</div>}
    </div>
  );
}

const steps: Readonly<Partial<Record<string, number>>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

interface SegmentProps {
  id: string;
  option: Option<string>;
  isOn: boolean;
  onChoose: () => void;
}

function Segment({ id, option, isOn, onChoose }: SegmentProps) {
  const isOff = Boolean(option.offBecause);
  return (
    <button
      type="button"
      id={id}
      role="radio"
      aria-checked={isOn}
      aria-disabled={isOff}
      title={option.offBecause ?? undefined}
      tabIndex={isOn ? 0 : -1}
      onClick={() => {
        if (!isOff) onChoose();
      }}
      className={join(
        'flex h-[26px] min-w-0 flex-1 items-center justify-center gap-[5px] rounded-tag px-1',
        'whitespace-nowrap text-ink-2 transition-colors duration-(--fast) pointer-coarse:h-10',
        isOn &&
          'bg-raised font-medium text-ink! shadow-[0_0_0_1px_var(--line-2)] dark:bg-[#2a2a2a]',
        isOff ? 'cursor-default! text-ink-off! line-through' : !isOn && 'hover:text-ink',
      )}
    >
      {option.label}
    </button>
  );
}
