import { useState, type PointerEvent, type ReactNode } from 'react';
import { join } from '../ui/join.ts';
import { frameCount, StripFrame, type FilmStrip } from './StripFrame.tsx';

interface Props {
  /** Its strip is fetched when the pointer comes. */
  film: FilmStrip;
  className?: string;
  /** What is seen until then. */
  children: ReactNode;
}

/** A thumbnail that plays under the pointer: where it stands is where the film stands. */
export function HoverStrip({ film, className, children }: Props) {
  const [frame, setFrame] = useState<number | null>(null);
  const move = (event: PointerEvent<HTMLElement>): void => {
    if (event.pointerType === 'touch') return;
    const { left, width: wide } = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - left) / wide;
    setFrame(Math.min(frameCount - 1, Math.max(0, Math.floor(share * frameCount))));
  };
  return (
    <span
      className={join('relative block', className)}
      onPointerMove={move}
      onPointerLeave={() => setFrame(null)}
    >
      {children}
      {frame !== null && (
        <StripFrame
          film={film}
          frame={frame}
          fit="contain"
          className="pointer-events-none absolute inset-0 rounded-gate"
        />
      )}
    </span>
  );
}
