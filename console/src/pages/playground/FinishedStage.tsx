import { Download, Shuffle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { ownAddress } from '../../api/media.ts';
import { Credits } from '../../components/Credits.tsx';
import { TaskStatus } from '../../components/TaskStatus.tsx';
import { Player } from '../../film/Player.tsx';
import { durationText } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import type { PlaygroundForm } from './use-playground.ts';

interface Props {
  task: Task;
  form: PlaygroundForm;
  isNew: boolean;
}

export function FinishedStage({ task, form, isNew }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { output, finishedAt, createdAt, chargedCredits, seed } = task;
  if (!output) return null;
  const video = ownAddress(output.videoUrl);
  const tookMs = Date.parse(finishedAt ?? createdAt) - Date.parse(createdAt);
  return (
    <>
      <Player src={video} poster={ownAddress(output.posterUrl)} isNew={isNew} />
      <div className="flex min-h-8 flex-wrap items-center gap-2">
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
        <span className="ml-auto flex gap-2">
          <a href={video} download={`${task.id}.mp4`} className={buttonClass()}>
            <Download {...icon} />
            {t('common.download')}
          </a>
          <Button icon={<Shuffle {...icon} />} onClick={() => form.set({ seed: '', task: '' })}>
            {t('playground.newSeed')}
          </Button>
        </span>
      </div>
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
