import { ChevronsUpDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { smallIcon } from '../ui/icons.ts';
import { initialOf } from './initial-of.ts';

interface Props extends ComponentProps<'button'> {
  name: string;
  hasChoice?: boolean;
}

export function AccountBox({ name, hasChoice = false, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className="mx-2 mb-2 flex h-9 shrink-0 items-center gap-[9px] rounded-control border border-line bg-page px-2 text-left"
    >
      <span
        aria-hidden="true"
        className="size-5 shrink-0 rounded-tag bg-ink text-center text-[11px]/5 font-semibold text-page"
      >
        {initialOf(name)}
      </span>
      <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
      {hasChoice && <ChevronsUpDown {...smallIcon} className="text-ink-3" />}
    </button>
  );
}
