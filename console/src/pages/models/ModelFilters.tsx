import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FilterChip } from '../../components/FilterChip.tsx';
import { smallIcon } from '../../ui/icons.ts';
import { inputBox } from '../../ui/TextField.tsx';
import { dialectNames, dialectTitles, resolutions, type ModelsState } from './search.ts';

interface Props {
  state: ModelsState;
  change: (change: Partial<ModelsState>, how?: { replace?: boolean }) => void;
}

const takes = ['text', 'frames', 'reference'] as const;

export function ModelFilters({ state, change }: Props) {
  const { t } = useTranslation();
  return (
    <div className="mb-1.5 flex flex-wrap items-center gap-2">
      <span className="relative w-full sm:w-64">
        <Search {...smallIcon} className="absolute top-[9px] left-2.5 text-ink-3" />
        <input
          type="search"
          data-page-search
          aria-label={t('models.search')}
          placeholder={t('models.search')}
          value={state.q}
          onChange={(event) => change({ q: event.target.value }, { replace: true })}
          className={`${inputBox} pl-8`}
        />
      </span>
      <FilterChip
        name={t('models.filter.api')}
        options={dialectNames.map((value) => ({ value, label: dialectTitles[value] }))}
        value={state.api === 'platform' ? '' : state.api}
        onChange={(api) =>
          change({ api: dialectNames.find((name) => name === api) ?? 'platform', open: '' })
        }
      />
      <FilterChip
        name={t('models.filter.resolution')}
        options={resolutions.map((value) => ({ value, label: value }))}
        value={state.resolution}
        onChange={(resolution) => change({ resolution })}
      />
      <FilterChip
        name={t('models.filter.takes')}
        options={takes.map((value) => ({ value, label: t(`models.takes.${value}`) }))}
        value={state.takes}
        onChange={(chosen) => change({ takes: takes.find((one) => one === chosen) ?? '' })}
      />
    </div>
  );
}
