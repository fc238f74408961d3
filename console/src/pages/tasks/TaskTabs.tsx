import { useTranslation } from 'react-i18next';
import type { GetTaskCountsAnswer } from '../../../../client/src/api-types.ts';
import { countText } from '../../format/counts.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { taskStates, type TasksState } from './search.ts';

interface Props {
  /** Under all filters but the state. */
  counts: GetTaskCountsAnswer | undefined;
  value: TasksState['state'];
  onChange: (state: TasksState['state']) => void;
}

export function TaskTabs({ counts, value, onChange }: Props) {
  const { t } = useTranslation();
  const text = (count: number | undefined): string => {
    if (count === undefined) return '';
    return countText(count) + (counts?.isExact === false ? '+' : '');
  };
  return (
    <Tabs
      label={t('tasks.column.status')}
      value={value}
      onChange={onChange}
      tabs={[
        { value: '' as const, label: t('tasks.all'), count: text(counts?.total) },
        ...taskStates.map((state) => ({
          value: state,
          label:
            state === 'failed' && (counts?.states.failed ?? 0) > 0 ? (
              <span className="text-red">{t('common.state.failed')}</span>
            ) : (
              t(`common.state.${state}`)
            ),
          count: text(counts?.states[state]),
        })),
      ]}
    />
  );
}
