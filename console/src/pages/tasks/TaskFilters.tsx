import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDialectTitles } from '../../api/dialect-titles.ts';
import { modelsQuery } from '../../api/models.ts';
import { useFailureName } from '../../components/failure-words.ts';
import { FilterChip } from '../../components/FilterChip.tsx';
import { Button } from '../../ui/Button.tsx';
import { SetChip } from '../../ui/Chip.tsx';
import { failureCodes, noFilters, taskRanges, taskResolutions, type TasksState } from './search.ts';
import { useKeyNames } from './use-key-names.ts';

interface Props {
  state: TasksState;
  change: (change: Partial<TasksState>) => void;
  /** What the filter finds, in all. */
  sum: ReactNode;
}

/** What is filtered stands as a chip that can be taken off. */
export function TaskFilters({ state, change, sum }: Props) {
  const { t } = useTranslation();
  const { data: models = [] } = useQuery(modelsQuery);
  const keyNames = useKeyNames();
  const { all: dialects } = useDialectTitles();
  const failureName = useFailureName();
  const { state: _tab, ...chips } = noFilters;
  const set = Object.keys(chips).filter((name) => state[name as keyof typeof chips] !== '');
  return (
    <div className="mt-3 mb-2 flex flex-wrap items-center gap-2 max-sm:flex-nowrap max-sm:overflow-x-auto">
      <FilterChip
        name={t('tasks.column.created')}
        options={taskRanges.map((value) => ({ value, label: t(`tasks.range.${value}`) }))}
        value={state.range}
        onChange={(value) => change({ range: taskRanges.find((one) => one === value) ?? '' })}
      />
      <FilterChip
        name={t('tasks.column.model')}
        options={models.map(({ id }) => ({ value: id, label: id }))}
        value={state.model}
        onChange={(model) => change({ model })}
      />
      {keyNames.size > 0 && (
        <FilterChip
          name={t('tasks.column.key')}
          options={[...keyNames].map(([value, label]) => ({ value, label }))}
          value={state.key}
          onChange={(key) => change({ key })}
        />
      )}
      <FilterChip
        name="API"
        options={dialects.map(({ name, title }) => ({ value: name, label: title }))}
        value={state.api}
        onChange={(api) => change({ api })}
      />
      <FilterChip
        name={t('tasks.resolution')}
        options={taskResolutions.map((value) => ({ value, label: value }))}
        value={state.resolution}
        onChange={(value) =>
          change({ resolution: taskResolutions.find((one) => one === value) ?? '' })
        }
      />
      {(state.code !== '' || state.state === 'failed') && (
        <FilterChip
          name={t('tasks.failureCode')}
          options={failureCodes.map((value) => ({ value, label: failureName(value) }))}
          value={state.code}
          onChange={(value) => change({ code: failureCodes.find((one) => one === value) ?? '' })}
        />
      )}
      {state.user !== '' && (
        <SetChip
          name={t('tasks.endUser')}
          value={state.user}
          removeLabel={t('common.takeOff', { what: t('tasks.endUser') })}
          onRemove={() => change({ user: '' })}
        />
      )}
      {set.length > 1 && (
        <Button kind="ghost" size="small" onClick={() => change(chips)}>
          {t('tasks.clear')}
        </Button>
      )}
      <span className="ml-auto text-meta whitespace-nowrap text-ink-3">{sum}</span>
    </div>
  );
}
