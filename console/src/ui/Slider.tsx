import { useId } from 'react';

interface Props {
  label: string;
  /** The value in words, right of the label. */
  valueText: string;
  /** Every value that may be chosen, in their order. */
  stops: readonly number[];
  value: number;
  onChange: (value: number) => void;
}

/** Whole stops with ticks below; arrows move by one of them. */
export function Slider({ label, valueText, stops, value, onChange }: Props) {
  const id = useId();
  const at = Math.max(0, stops.indexOf(value));
  const last = Math.max(1, stops.length - 1);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex text-meta text-ink-2">
        <label htmlFor={id}>{label}</label>
        <span className="ml-auto font-medium text-ink">{valueText}</span>
      </div>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        value={at}
        aria-valuetext={valueText}
        onChange={(event) => onChange(stops[Number(event.target.value)] ?? value)}
        className="slider"
        style={{ '--at': `${String((at / last) * 100)}%` }}
      />
      <div aria-hidden="true" className="-mt-1 flex justify-between text-[11px]/3 text-ink-3">
        {ticksOf(stops).map((tick) => (
          <span key={tick}>{tick}</span>
        ))}
      </div>
    </div>
  );
}

const ticksMost = 6;

/** Of many stops every second or third, the first and the last among them. */
function ticksOf(stops: readonly number[]): number[] {
  const step = Math.ceil(stops.length / ticksMost);
  const some = stops.filter((_stop, n) => n % step === 0 && stops.length - 1 - n >= step);
  return [...some, ...stops.slice(-1)];
}
