import type { ReactNode } from 'react';
import { join } from '../ui/join.ts';

interface Props {
  /** Null: there is no picture, or not yet. */
  src: string | null;
  /** Pixels of the film: what is not 16:9 is shown whole on black. */
  width?: number;
  height?: number;
  /** At its corner: the length. */
  badge?: ReactNode;
  className: string;
  children?: ReactNode;
}

/** A film in a row: the picture, or what stands in its place. Nothing is read of it here, so it has no name. */
export function Thumb({ src, width = 16, height = 9, badge, className, children }: Props) {
  const isWide = Math.abs(width / height / (16 / 9) - 1) < 0.03;
  return (
    <span
      className={join(
        'relative grid shrink-0 place-items-center overflow-hidden rounded-gate bg-gate text-gate-ink-2',
        className,
      )}
    >
      {src === null ? (
        children
      ) : (
        <img
          src={src}
          alt=""
          loading="lazy"
          decoding="async"
          className={join('absolute inset-0 size-full', isWide ? 'object-cover' : 'object-contain')}
        />
      )}
      {badge !== undefined && (
        <span className="absolute right-[3px] bottom-[3px] rounded-[2px] bg-black/62 px-[3px] text-[10px]/[13px] text-white">
          {badge}
        </span>
      )}
    </span>
  );
}
