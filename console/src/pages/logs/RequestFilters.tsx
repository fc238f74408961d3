import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterChip } from '../../components/FilterChip.tsx';
import { shortId } from '../../format/counts.ts';
import { useDebounced } from '../../hooks/use-debounced.ts';
import { useStable } from '../../hooks/use-stable.ts';
import { SetChip } from '../../ui/Chip.tsx';
import { useKeyNames } from './key-names.ts';
import { methods, statuses, type logsDefaults } from './search.ts';

type State = typeof logsDefaults;

interface Props {
  state: State;
  change: (change: Partial<State>, how?: { replace?: boolean }) => void;
}

export function RequestFilters({ state, change }: Props) {
  const { t } = useTranslation();
  const names = useKeyNames();
  return (
    <div className="my-3 flex items-center gap-2 overflow-x-auto p-0.5">
      <PathField path={state.path} onChange={(path) => change({ path }, { replace: true })} />
      <FilterChip
        name={t('logs.column.status')}
        options={statuses.map((value) => ({ value, label: value }))}
        value={state.status}
        onChange={(status) => change({ status })}
      />
      <FilterChip
        name={t('logs.column.method')}
        options={methods.map((value) => ({ value, label: value }))}
        value={state.method}
        onChange={(value) => change({ method: methods.find((one) => one === value) ?? '' })}
      />
      <FilterChip
        name={t('logs.column.key')}
        options={[...names].map(([value, label]) => ({ value, label }))}
        value={state.key}
        onChange={(key) => change({ key })}
      />
      {state.task !== '' && (
        <SetChip
          name={t('common.task')}
          value={shortId(state.task)}
          removeLabel={t('common.takeOff', { what: t('common.task') })}
          onRemove={() => change({ task: '' })}
        />
      )}
    </div>
  );
}

const typedMs = 300;

/** Asks once the typing rests. */
function PathField({ path, onChange }: { path: string; onChange: (path: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(path);
  const [known, setKnown] = useState(path);
  if (known !== path) {
    // The address changed by itself, as by a step back.
    setKnown(path);
    setTyped(path);
  }
  const settled = useDebounced(typed, typedMs);
  const tell = useStable(onChange);
  const isTheirs = settled === typed && settled !== path;
  useEffect(() => {
    if (isTheirs) tell(settled);
  }, [isTheirs, settled, tell]);
  return (
    <input
      aria-label={t('logs.path')}
      placeholder={t('logs.path')}
      value={typed}
      maxLength={200}
      onChange={(event) => setTyped(event.target.value)}
      className="field-box mono h-[26px]! w-52 shrink-0 px-2 text-meta placeholder:text-ink-3 pointer-coarse:h-10!"
    />
  );
}
