import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { Credits } from '../../components/Credits.tsx';
import { TaskStatus } from '../../components/TaskStatus.tsx';
import { TextLink } from '../../components/TextLink.tsx';
import { durationText } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { paths } from '../../paths.ts';

/** How long it took, what it cost, by which seed; all else is on its own page. */
export function FilmFacts({ task }: { task: Task }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { finishedAt, createdAt, chargedCredits, seed } = task;
  const tookMs = Date.parse(finishedAt ?? createdAt) - Date.parse(createdAt);
  return (
    <>
      <TaskStatus task={task} />
      <Dot />
      <span>{t('playground.took', { time: durationText(tookMs, language) })}</span>
      {chargedCredits !== null && (
        <>
          <Dot />
          <span>
            {t('playground.charged')} <Credits value={chargedCredits} /> {t('common.credits')}
          </span>
        </>
      )}
      <span className="flex items-center gap-2 text-ink-2 max-sm:hidden">
        <Dot />
        {t('playground.seedOf', { seed })}
      </span>
      <Dot />
      <TextLink href={paths.task(task.id)}>{t('playground.details')}</TextLink>
    </>
  );
}

function Dot() {
  return (
    <span aria-hidden="true" className="text-ink-3">
      ·
    </span>
  );
}
