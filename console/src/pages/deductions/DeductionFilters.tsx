import { useTranslation } from 'react-i18next';
import { AddChip, SetChip } from '../../ui/Chip.tsx';
import type { deductionsDefaults } from './search.ts';

type State = typeof deductionsDefaults;

interface Props {
  state: State;
  change: (change: Partial<State>) => void;
}

/** What is filtered stands as a chip that can be taken off; nothing is left out silently. */
export function DeductionFilters({ state: { range, model }, change }: Props) {
  const { t } = useTranslation();
  return (
    <div className="mb-1.5 flex items-center gap-2 overflow-x-auto">
      {range === 'this-month' ? (
        <SetChip
          name={t('common.time')}
          value={t('common.thisMonth')}
          removeLabel={t('common.takeOff', { what: t('common.time') })}
          onRemove={() => change({ range: 'all' })}
        />
      ) : (
        <AddChip onClick={() => change({ range: 'this-month' })}>{t('common.thisMonth')}</AddChip>
      )}
      {model !== '' && (
        <SetChip
          name={t('deductions.column.model')}
          value={model}
          removeLabel={t('common.takeOff', { what: t('deductions.column.model') })}
          onRemove={() => change({ model: '' })}
        />
      )}
      <span className="ml-auto text-meta whitespace-nowrap text-ink-3">{t('deductions.unit')}</span>
    </div>
  );
}
