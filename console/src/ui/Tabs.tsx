import type { KeyboardEvent, ReactNode } from 'react';
import { join } from './join.ts';

interface Tab<Value extends string> {
  value: Value;
  label: ReactNode;
  count?: ReactNode;
}

interface Props<Value extends string> {
  label: string;
  tabs: readonly Tab<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  /** Of the line below them: none where a bar has its own. */
  isBare?: boolean;
  size?: 'small' | 'medium';
}

/** Views of one object. */
export function Tabs<Value extends string>(props: Props<Value>) {
  const { label, tabs, value, onChange, isBare = false, size = 'medium' } = props;
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = step === 0 ? undefined : tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.value);
    event.currentTarget.querySelectorAll('button')[tabs.indexOf(next)]?.focus();
  };
  return (
    <div
      role="tablist"
      aria-label={label}
      onKeyDown={move}
      className={join('flex gap-5 overflow-x-auto', !isBare && 'border-b border-line')}
    >
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
          className={join(
            'relative flex shrink-0 items-center gap-1.5 whitespace-nowrap',
            size === 'small' ? 'h-[34px] text-meta' : isBare ? 'h-11' : 'h-9',
            tab.value === value
              ? 'font-medium text-ink after:absolute after:inset-x-0 after:bottom-[-1px] after:h-0.5 after:bg-ink'
              : 'text-ink-2 hover:text-ink',
            size === 'small' && 'after:hidden',
          )}
        >
          {tab.label}
          {tab.count !== undefined && (
            <span className="text-meta font-normal text-ink-3">{tab.count}</span>
          )}
        </button>
      ))}
    </div>
  );
}
