import { useTranslation } from 'react-i18next';
import type { AnyTask } from '../../api/tasks.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { useSelection } from './selection.ts';

export function SelectBox({ task }: { task: AnyTask }) {
  const { t } = useTranslation();
  const { ids, toggle } = useSelection();
  return (
    <Checkbox
      label={
        <span className="sr-only">{t('tasks.select', { prompt: task.prompt || task.id })}</span>
      }
      isOn={ids.has(task.id)}
      onChange={() => toggle(task.id)}
    />
  );
}
