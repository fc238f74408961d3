import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keysQuery } from '../../api/keys.ts';
import { modelsQuery } from '../../api/models.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { useMay } from '../../api/session.ts';
import { FilterChip } from '../../components/FilterChip.tsx';
import { AddChip, SetChip } from '../../ui/Chip.tsx';
import type { deductionsDefaults } from './search.ts';

type State = typeof deductionsDefaults;

interface Props {
  state: State;
  change: (change: Partial<State>) => void;
}

/** What is filtered stands as a chip that can be taken off; nothing is left out silently. */
export function DeductionFilters({ state: { range, model, key }, change }: Props) {
  const { t } = useTranslation();
  const { data: models = [] } = useQuery(modelsQuery);
  const mayReadKeys = useMay('keys:read');
  const { data: keys = [] } = useInfiniteQuery({
    ...keysQuery,
    select: rowsOf,
    enabled: mayReadKeys,
  });
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
      {mayReadKeys && (
        <FilterChip
          name={t('deductions.column.key')}
          options={keys.map(({ id, name, lastFour }) => ({
            value: id,
            label: `${name} …${lastFour}`,
          }))}
          value={key}
          onChange={(id) => change({ key: id })}
        />
      )}
      <FilterChip
        name={t('deductions.column.model')}
        options={models.map(({ id }) => ({ value: id, label: id }))}
        value={model}
        onChange={(id) => change({ model: id })}
      />
      <span className="ml-auto text-meta whitespace-nowrap text-ink-3">{t('deductions.unit')}</span>
    </div>
  );
}
