import type { ComponentProps } from 'react';
import { join } from './join.ts';

interface Props extends ComponentProps<'button'> {
  /** What it does; said to those who do not see the icon, and shown by the pointer. */
  label: string;
  size?: 'small' | 'medium';
}

/** An icon alone: for copy, close, more, play controls and view switches, and nothing else. */
export function IconButton({ label, size = 'medium', className, ...rest }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={join(
        'grid shrink-0 place-items-center rounded-control text-ink-2 transition-colors',
        'duration-(--fast) hover:bg-hover active:bg-press pointer-coarse:size-11',
        size === 'small' ? 'size-[26px]' : 'size-[30px]',
        className,
      )}
    />
  );
}
