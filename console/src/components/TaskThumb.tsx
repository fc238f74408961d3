import { Ban, CircleX, Clock3, Hourglass } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ownAddress, stripOf } from '../api/media.ts';
import type { AnyTask } from '../api/tasks.ts';
import { HoverStrip } from '../film/HoverStrip.tsx';
import { MiniLeader } from '../film/Leader.tsx';
import { Thumb } from '../film/Thumb.tsx';
import { icon } from '../ui/icons.ts';

interface Props {
  task: AnyTask;
  /** Its size. */
  className: string;
  hasLength?: boolean;
  /** Below the sign of a task that has no film. */
  note?: ReactNode;
}

const signs: Readonly<Partial<Record<AnyTask['state'], ReactNode>>> = {
  queued: <Hourglass {...icon} />,
  failed: <CircleX {...icon} />,
  cancelled: <Ban {...icon} />,
  expired: <Clock3 {...icon} />,
};

/** A task as a frame: its film, which plays under the pointer, or how far it is, or that there is none. */
export function TaskThumb({ task, className, hasLength = false, note }: Props) {
  const { t } = useTranslation();
  const { output, state, progress } = task;
  if (!output) {
    return (
      <Thumb src={null} className={className}>
        {state === 'running' ? (
          <MiniLeader figure={progress > 0 ? String(progress) : '·'} />
        ) : (
          <span className="flex flex-col items-center gap-1.5">
            {signs[state]}
            {note}
          </span>
        )}
      </Thumb>
    );
  }
  const { width, height, seconds } = output;
  return (
    <HoverStrip film={stripOf(output)}>
      <Thumb
        src={ownAddress(output.thumbUrl)}
        width={width}
        height={height}
        badge={hasLength ? t('common.seconds', { seconds }) : undefined}
        className={className}
      />
    </HoverStrip>
  );
}
