import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Field } from './Field.tsx';
import { smallIcon } from './icons.ts';
import { join } from './join.ts';
import type { Option } from './Segmented.tsx';

interface Props<Value extends string> {
  label: ReactNode;
  side?: ReactNode;
  hint?: ReactNode;
  options: readonly Option<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of many. Base UI brings type-ahead, arrows, Home and End. */
export function Select<Value extends string>(props: Props<Value>) {
  const { label, side, hint, options, value, onChange } = props;
  return (
    <Field label={label} side={side} hint={hint}>
      {(ids) => (
        <Base.Root<Value>
          items={options.map(({ value: item, label: shown }) => ({ value: item, label: shown }))}
          value={value}
          onValueChange={(chosen) => {
            if (chosen !== null) onChange(chosen);
          }}
        >
          <Base.Trigger
            {...ids}
            className="field-box flex w-full items-center gap-2 border-line-2 px-2.5 text-left"
          >
            <Base.Value className="min-w-0 flex-1 truncate" />
            <ChevronsUpDown {...smallIcon} className="text-ink-3" />
          </Base.Trigger>
          <Base.Portal>
            <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
              <Base.Popup className="pop max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto p-1">
                {options.map((option) => (
                  <Choice key={option.value} option={option} />
                ))}
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  );
}

function Choice({ option }: { option: Option<string> }) {
  const isOff = Boolean(option.offBecause);
  return (
    <Base.Item
      value={option.value}
      disabled={isOff}
      className="flex min-h-8 items-center gap-2 rounded-tag px-2.5 py-1.5 data-highlighted:bg-hover"
    >
      <span className="min-w-0 flex-1">
        <Base.ItemText className={join('block truncate', isOff && 'text-ink-off line-through')}>
          {option.label}
        </Base.ItemText>
        {isOff && <span className="block text-meta text-ink-3">{option.offBecause}</span>}
      </span>
      <Base.ItemIndicator>
        <Check {...smallIcon} />
      </Base.ItemIndicator>
    </Base.Item>
  );
}
