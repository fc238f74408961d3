import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FilterChip } from '../../components/FilterChip.tsx';
import { smallIcon } from '../../ui/icons.ts';
import { inputBox } from '../../ui/TextField.tsx';
import { kinds, type AssetsState } from './search.ts';

interface Props {
  state: AssetsState;
  change: (change: Partial<AssetsState>, how?: { replace?: boolean }) => void;
}

export function AssetFilters({ state, change }: Props) {
  const { t } = useTranslation();
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <span className="relative w-full sm:w-64">
        <Search {...smallIcon} className="absolute top-[9px] left-2.5 text-ink-3" />
        <input
          type="search"
          data-page-search
          aria-label={t('assets.search')}
          placeholder={t('assets.search')}
          value={state.q}
          onChange={(event) => change({ q: event.target.value }, { replace: true })}
          className={`${inputBox} pl-8`}
        />
      </span>
      <FilterChip
        name={t('assets.kind')}
        options={kinds.map((value) => ({ value, label: t(`assets.kind.${value}`) }))}
        value={state.kind}
        onChange={(chosen) => change({ kind: kinds.find((kind) => kind === chosen) ?? '' })}
      />
    </div>
  );
}
