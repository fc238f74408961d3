import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { join } from './join.ts';

interface Props {
  /** The deed, in a few words. */
  title: ReactNode;
  description?: ReactNode;
  icon?: ReactNode;
  /** Right-aligned below a line: the last one is the deed itself. */
  buttons?: ReactNode;
  /** Of Esc, and of a press beside it: false keeps it open. */
  onClose: () => void;
  isWide?: boolean;
  children?: ReactNode;
}

/** Open as long as it is rendered. On phones it is a sheet from below. */
export function Dialog(props: Props) {
  const { title, description, icon, buttons, onClose, isWide = false, children } = props;
  return (
    <Base.Root
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-(--base) data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-40 grid place-items-center overflow-y-auto max-sm:items-end">
          <Base.Popup
            className={join(
              'pop w-full transition duration-(--base) data-starting-style:translate-y-1',
              'data-starting-style:opacity-0 max-sm:rounded-b-none',
              isWide ? 'sm:max-w-[560px]' : 'sm:max-w-[520px]',
            )}
          >
            <div className="flex gap-3 px-6 pt-5">
              {icon !== undefined && <span className="mt-[3px]">{icon}</span>}
              <div className="min-w-0">
                <Base.Title className="text-[16px]/6 font-semibold">{title}</Base.Title>
                {description !== undefined && (
                  <Base.Description className="mt-0.5 text-ink-2">{description}</Base.Description>
                )}
              </div>
            </div>
            {children !== undefined && <div className="px-6 pt-3.5 pb-5">{children}</div>}
            {buttons !== undefined && (
              <div className="flex flex-wrap justify-end gap-2 border-t border-line px-6 py-3">
                {buttons}
              </div>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
