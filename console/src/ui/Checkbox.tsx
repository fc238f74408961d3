import { Check } from 'lucide-react';
import type { ReactNode } from 'react';

interface Props {
  label: ReactNode;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

export function Checkbox({ label, isOn, onChange }: Props) {
  return (
    <label className="flex items-start gap-2">
      <span className="relative mt-[3px] grid size-3.5 shrink-0 place-items-center">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => onChange(event.target.checked)}
          className="peer absolute inset-0 m-0 appearance-none rounded-[3px] border border-edge checked:border-primary checked:bg-primary"
        />
        <Check
          size={10}
          strokeWidth={3}
          aria-hidden
          className="pointer-events-none relative hidden text-on-primary peer-checked:block"
        />
      </span>
      {label}
    </label>
  );
}
