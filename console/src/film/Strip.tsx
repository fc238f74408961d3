import { join } from '../ui/join.ts';
import { frameCount, StripFrame, type FilmStrip } from './StripFrame.tsx';

interface Props {
  label: string;
  film: FilmStrip;
  /** Where the film stands, in seconds. */
  at: number;
  seconds: number;
  valueText: string;
  onSeek: (seconds: number) => void;
}

/** Twelve frames between sprocket holes: the scrubber of the film. */
export function Strip({ label, film, at, seconds, valueText, onSeek }: Props) {
  const share = seconds > 0 ? at / seconds : 0;
  return (
    <div className="strip">
      {Array.from({ length: frameCount }, (_one, n) => (
        <StripFrame
          key={n}
          film={film}
          frame={n}
          fit="cover"
          className={join(
            'h-[38px] min-w-0 flex-1 bg-white/5',
            n / frameCount >= share && 'opacity-62',
          )}
        />
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
