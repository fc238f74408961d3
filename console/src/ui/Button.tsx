import type { ComponentProps, ReactNode } from 'react';
import { join } from './join.ts';
import { Ring } from './Ring.tsx';

type Kind = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-fill';
type Size = 'small' | 'medium' | 'large';

interface Props extends Omit<ComponentProps<'button'>, 'disabled'> {
  kind?: Kind;
  size?: Size;
  icon?: ReactNode;
  /** It was pressed and works: a second press does nothing. */
  isBusy?: boolean;
  /** Why it may not be pressed now; it stays focusable, so that everybody can learn it. */
  offBecause?: string | null;
}

const kinds: Readonly<Record<Kind, string>> = {
  primary:
    'border-primary bg-primary text-on-primary hover:border-primary-hover hover:bg-primary-hover',
  secondary: 'border-line-2 bg-page hover:bg-hover active:bg-press dark:bg-transparent',
  ghost: 'border-transparent hover:bg-hover active:bg-press',
  danger: 'border-transparent text-red hover:bg-red-wash',
  'danger-fill': 'border-red-fill bg-red-fill text-on-red hover:opacity-90',
};
const sizes: Readonly<Record<Size, string>> = {
  small: 'h-(--control-small) gap-[5px] px-[9px] text-meta',
  medium: 'h-(--control) gap-[7px] px-3',
  large: 'h-(--control-large) gap-[7px] px-4 text-read',
};
const off = 'cursor-default! border-line-2! bg-transparent! text-ink-off!';

export function buttonClass(kind: Kind = 'secondary', size: Size = 'medium'): string {
  return join(
    'inline-flex shrink-0 items-center justify-center rounded-control border font-medium',
    'whitespace-nowrap transition-colors duration-(--fast) select-none',
    kinds[kind],
    sizes[size],
  );
}

export function Button({
  kind = 'secondary',
  size = 'medium',
  icon,
  isBusy = false,
  offBecause = null,
  className,
  children,
  onClick,
  ...rest
}: Props) {
  const isOff = offBecause !== null;
  return (
    <button
      type="button"
      {...rest}
      aria-busy={isBusy}
      aria-disabled={isOff}
      title={offBecause ?? rest.title}
      className={join(buttonClass(kind, size), isOff && off, className)}
      onClick={(event) => {
        if (isOff || isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {isBusy ? <Ring /> : icon}
      {children}
    </button>
  );
}
