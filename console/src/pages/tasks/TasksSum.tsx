import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { taskCountsQuery, type TaskFilter } from '../../api/tasks.ts';
import { Credits } from '../../components/Credits.tsx';
import { countText } from '../../format/counts.ts';

/** How many tasks the filter finds, and what they cost in all. */
export function TasksSum({ asked }: { asked: TaskFilter }) {
  const { t } = useTranslation();
  const { data } = useQuery(taskCountsQuery(asked));
  if (!data) return null;
  const { total, isExact, heldCredits, chargedCredits, refundedCredits } = data;
  const number = countText(total) + (isExact ? '' : '+');
  return (
    <>
      {t('tasks.sum', { count: total, number })} · {t('tasks.charged')}{' '}
      <Credits value={chargedCredits - refundedCredits} />
      {heldCredits > 0 && (
        <>
          {' · '}
          {t('tasks.held')} <Credits value={heldCredits} tone="held" />
        </>
      )}
    </>
  );
}
