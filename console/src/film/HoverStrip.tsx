import { useState, type PointerEvent, type ReactNode } from 'react';
import { join } from '../ui/join.ts';
import { frameCount } from './use-frames.ts';

interface Props {
  /** Twelve frames beside each other; fetched when the pointer comes. */
  strip: string;
  width: number;
  height: number;
  className?: string;
  /** What is seen until then. */
  children: ReactNode;
}

/** A thumbnail that plays under the pointer: where it stands is where the film stands. */
export function HoverStrip({ strip, width, height, className, children }: Props) {
  const [frame, setFrame] = useState<number | null>(null);
  const move = (event: PointerEvent<HTMLElement>): void => {
    if (event.pointerType === 'touch') return;
    const { left, width: wide } = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - left) / wide;
    setFrame(Math.min(frameCount - 1, Math.max(0, Math.floor(share * frameCount))));
  };
  const isTall = width / height < 16 / 9;
  return (
    <span
      className={join('relative block', className)}
      onPointerMove={move}
      onPointerLeave={() => setFrame(null)}
    >
      {children}
      {frame !== null && (
        <span
          aria-hidden="true"
          className="pointer-events-none absolute inset-0 grid place-items-center overflow-hidden rounded-gate"
        >
          <span
            className="block"
            style={{
              aspectRatio: `${String(width)} / ${String(height)}`,
              [isTall ? 'height' : 'width']: '100%',
              backgroundImage: `url("${strip}")`,
              backgroundSize: `${String(frameCount * 100)}% 100%`,
              backgroundPosition: `${String((frame / (frameCount - 1)) * 100)}% 0`,
            }}
          />
        </span>
      )}
    </span>
  );
}
