import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { AddChip, SetChip } from '../ui/Chip.tsx';
import { smallIcon } from '../ui/icons.ts';
import { Menu, MenuItem } from '../ui/Menu.tsx';

interface FilterOption {
  value: string;
  label: string;
}

interface Props {
  /** What is filtered by. */
  name: string;
  options: readonly FilterOption[];
  /** Empty: by nothing. */
  value: string;
  onChange: (value: string) => void;
}

/** A filter of a list, bound to its address: a chip that adds it, then one that says it and takes it off. */
export function FilterChip({ name, options, value, onChange }: Props) {
  const { t } = useTranslation();
  if (value !== '') {
    return (
      <SetChip
        name={name}
        value={options.find((option) => option.value === value)?.label ?? value}
        removeLabel={t('common.takeOff', { what: name })}
        onRemove={() => onChange('')}
      />
    );
  }
  return (
    <Menu trigger={<AddChip>{name}</AddChip>}>
      {options.map((option) => (
        <MenuItem
          key={option.value}
          end={option.value === value && <Check {...smallIcon} />}
          onSelect={() => onChange(option.value)}
        >
          {option.label}
        </MenuItem>
      ))}
      {options.length === 0 && (
        <p className="px-2.5 py-1.5 text-ink-3">{t('common.nothingToChoose')}</p>
      )}
    </Menu>
  );
}
