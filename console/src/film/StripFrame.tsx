import { join } from '../ui/join.ts';

/** So many frames stand beside each other in a film's strip, as the server makes it. */
export const frameCount = 12;

/** The strip of a film, and how large the film is. */
export interface FilmStrip {
  strip: string;
  width: number;
  height: number;
}

interface Props {
  film: FilmStrip;
  /** From 0. */
  frame: number;
  /** Whether the frame fills its box and is cut, or is seen whole. */
  fit: 'cover' | 'contain';
  className?: string;
}

/** One frame of a film’s strip, in the middle of its box. */
export function StripFrame({ film: { strip, width, height }, frame, fit, className }: Props) {
  const isTall = width / height < 16 / 9;
  const side = isTall === (fit === 'contain') ? 'height' : 'width';
  return (
    <span aria-hidden="true" className={join('grid place-items-center overflow-hidden', className)}>
      <span
        className="block"
        style={{
          aspectRatio: `${String(width)} / ${String(height)}`,
          [side]: '100%',
          backgroundImage: `url("${strip}")`,
          backgroundSize: `${String(frameCount * 100)}% 100%`,
          backgroundPosition: `${String((frame / (frameCount - 1)) * 100)}% 0`,
        }}
      />
    </span>
  );
}
