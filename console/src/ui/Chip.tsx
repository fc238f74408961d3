import { Plus, X } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { IconButton } from './IconButton.tsx';
import { smallIcon } from './icons.ts';

const box =
  'inline-flex h-[26px] shrink-0 items-center gap-1.5 rounded-control border border-line-2 px-2 text-meta whitespace-nowrap pointer-coarse:h-10';

interface SetProps {
  name: ReactNode;
  value: ReactNode;
  removeLabel: string;
  onRemove: () => void;
}

/** A filter that is set: what it is of, to what, and how it is taken off. */
export function SetChip({ name, value, removeLabel, onRemove }: SetProps) {
  return (
    <span className={`${box} pr-0.5`}>
      <span className="text-ink-3">{name}</span>
      {value}
      <IconButton label={removeLabel} onClick={onRemove} className="size-5! rounded-tag!">
        <X {...smallIcon} />
      </IconButton>
    </span>
  );
}

export function AddChip({ children, ...rest }: ComponentProps<'button'>) {
  return (
    <button type="button" {...rest} className={`${box} text-ink-2 hover:bg-hover`}>
      <Plus {...smallIcon} />
      {children}
    </button>
  );
}
