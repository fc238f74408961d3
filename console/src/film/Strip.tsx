import { join } from '../ui/join.ts';
import { frameCount } from './use-frames.ts';

interface Props {
  label: string;
  frames: readonly string[];
  /** Where the film stands, in seconds. */
  at: number;
  seconds: number;
  valueText: string;
  onSeek: (seconds: number) => void;
}

/** Twelve frames between sprocket holes: the scrubber of the film. */
export function Strip({ label, frames, at, seconds, valueText, onSeek }: Props) {
  const share = seconds > 0 ? at / seconds : 0;
  return (
    <div className="strip">
      {Array.from({ length: frameCount }, (_one, n) => (
        <StripFrame key={n} src={frames[n]} isPast={n / frameCount < share} />
      ))}
      <span
        aria-hidden="true"
        className="strip-head"
        style={{ '--at': `${String(share * 100)}%` }}
      />
      <input
        type="range"
        aria-label={label}
        aria-valuetext={valueText}
        min={0}
        max={seconds}
        step={1 / 24}
        value={at}
        onChange={(event) => onSeek(Number(event.target.value))}
        className="absolute inset-0 m-0 size-full cursor-pointer appearance-none opacity-0"
      />
    </div>
  );
}

function StripFrame({ src, isPast }: { src: string | undefined; isPast: boolean }) {
  const shape = 'h-[38px] min-w-0 flex-1';
  if (src === undefined) return <span className={join(shape, 'bg-white/5')} />;
  return <img src={src} alt="" className={join(shape, 'object-cover', !isPast && 'opacity-62')} />;
}
