import { ArrowRight, Download, Shuffle, SlidersHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import type { PlaygroundForm } from './use-playground.ts';
import type { Run } from './use-run.ts';

interface Props {
  task: Task;
  form: PlaygroundForm;
  run: Run;
  video: string;
  onTakeUp: (task: Task) => void;
}

/** What may become of a film: the same with another seed, what comes after it, its settings in the form. */
export function FilmActions({ task, form, run, video, onTakeUp }: Props) {
  const { t } = useTranslation();
  const { settings } = form;
  const isOfForm = settings.prompt === task.prompt;
  const hasLast = (task.output?.lastFrameUrl ?? null) !== null;
  const whyNotOn = !hasLast
    ? t('playground.noLastFrameKept')
    : settings.model.limits.modes.includes('frames')
      ? null
      : t('playground.notTaken', { model: settings.model.title });
  const goOn = (): void =>
    form.set({
      mode: 'frames',
      media: `first_frame:asset://${task.id}.last`,
      prompt: '',
      task: '',
      tab: 'film',
    });
  return (
    <span className="ml-auto flex flex-wrap gap-2">
      <a href={video} download={`${task.id}.mp4`} className={buttonClass()}>
        <Download {...icon} />
        {t('common.download')}
      </a>
      {isOfForm ? (
        <Button icon={<Shuffle {...icon} />} onClick={() => run.startWith({ seed: '' })}>
          {t('playground.newSeed')}
        </Button>
      ) : (
        <Button icon={<SlidersHorizontal {...icon} />} onClick={() => onTakeUp(task)}>
          {t('playground.takeUp')}
        </Button>
      )}
      <Button icon={<ArrowRight {...icon} />} offBecause={whyNotOn} onClick={goOn}>
        {t('playground.goOn')}
      </Button>
    </span>
  );
}
