import { Ban, Clapperboard, Download, Ellipsis, Image, RotateCw } from 'lucide-react';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { ownAddress } from '../../api/media.ts';
import { useMay } from '../../api/session.ts';
import { isOver, useCancelTask } from '../../api/tasks.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { useProblemWords } from '../../components/problem-words.ts';
import { paths } from '../../paths.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { toast } from '../../ui/toasts.ts';
import { againPath } from './again.ts';

export function TaskActions({ task }: { task: Task }) {
  const { t } = useTranslation();
  const router = useRouter();
  const mayMake = useMay('tasks:create');
  const mayCancel = useMay('tasks:cancel');
  const { output } = task;
  return (
    <>
      {mayCancel && !isOver(task) && <CancelButton task={task} />}
      {mayMake && (
        <ButtonLink
          kind={output ? 'secondary' : 'primary'}
          href={againPath(task)}
          icon={<RotateCw {...icon} />}
        >
          {t('task.runAgain')}
        </ButtonLink>
      )}
      {output && (
        <a
          href={ownAddress(output.videoUrl)}
          download={`${task.id}.mp4`}
          className={buttonClass('primary')}
        >
          <Download {...icon} />
          {t('common.download')}
        </a>
      )}
      {output && (
        <Menu
          align="end"
          trigger={
            <Button aria-label={t('task.more')} className="px-2">
              <Ellipsis {...icon} />
            </Button>
          }
        >
          {mayMake && (
            <MenuItem
              icon={<Clapperboard {...icon} />}
              onSelect={() => router.history.push(paths.playground({ task: task.id }))}
            >
              {t('task.onStage')}
            </MenuItem>
          )}
          <MenuItem icon={<Image {...icon} />} onSelect={() => open(ownAddress(output.posterUrl))}>
            {t('task.firstFrame')}
          </MenuItem>
          {output.lastFrameUrl !== null && (
            <MenuItem
              icon={<Image {...icon} />}
              onSelect={() => open(ownAddress(output.lastFrameUrl ?? ''))}
            >
              {t('task.lastFrame')}
            </MenuItem>
          )}
        </Menu>
      )}
    </>
  );
}

function CancelButton({ task }: { task: Task }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const cancel = useCancelTask();
  const reason = task.cancellable?.reason;
  return (
    <Button
      icon={<Ban {...icon} />}
      isBusy={cancel.isPending}
      offBecause={reason && reason !== 'over' ? t(`task.cannot.${reason}`) : null}
      onClick={() =>
        cancel.mutate(task.id, {
          onError: (error) =>
            toast({ title: t('task.notCancelled'), note: words(error), isError: true }),
        })
      }
    >
      {t('common.cancel')}
    </Button>
  );
}
