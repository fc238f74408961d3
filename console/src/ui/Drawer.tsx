import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './IconButton.tsx';
import { icon } from './icons.ts';
import { join } from './join.ts';

interface Props {
  title: ReactNode;
  closeLabel: string;
  onClose: () => void;
  side?: 'left' | 'right';
  /** At the foot, always in view. */
  buttons?: ReactNode;
  children: ReactNode;
}

/** For forms that need what stands behind them, and for the navigation on small screens. */
export function Drawer({ title, closeLabel, onClose, side = 'right', buttons, children }: Props) {
  return (
    <Base.Root
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-(--slow) data-starting-style:opacity-0" />
        <Base.Popup
          className={join(
            'fixed inset-y-0 z-40 flex flex-col bg-raised shadow-pop outline-none',
            'transition-transform duration-(--slow) ease-out',
            side === 'right'
              ? 'right-0 w-full data-starting-style:translate-x-full sm:w-[440px]'
              : 'left-0 w-[280px] data-starting-style:-translate-x-full',
          )}
        >
          <div className="flex h-12 shrink-0 items-center gap-3 border-b border-line pr-3 pl-5">
            <Base.Title className="min-w-0 flex-1 truncate text-section font-semibold">
              {title}
            </Base.Title>
            <IconButton label={closeLabel} onClick={onClose}>
              <X {...icon} />
            </IconButton>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {buttons !== undefined && (
            <div className="flex justify-end gap-2 border-t border-line px-5 py-3">{buttons}</div>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
