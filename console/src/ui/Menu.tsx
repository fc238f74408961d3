import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { join } from './join.ts';

interface Props {
  /** A button. */
  trigger: ReactElement<Record<string, unknown>>;
  side?: 'top' | 'bottom';
  align?: 'start' | 'end';
  children: ReactNode;
}

export function Menu({ trigger, side = 'bottom', align = 'start', children }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={4} className="z-50">
          <Base.Popup className="pop max-h-(--available-height) min-w-52 overflow-y-auto p-1">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const itemClass =
  'flex min-h-8 w-full items-center gap-2.5 rounded-tag px-2.5 text-left outline-none data-highlighted:bg-hover';

interface ItemProps {
  icon?: ReactNode;
  /** At the end of the row: a key, a tick. */
  end?: ReactNode;
  isDanger?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon, end, isDanger = false, onSelect, children }: ItemProps) {
  return (
    <Base.Item className={join(itemClass, isDanger && 'text-red')} onClick={onSelect}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {end}
    </Base.Item>
  );
}

export function MenuLine() {
  return <Base.Separator className="mx-1 my-1 h-px bg-line" />;
}
