import {
  Maximize,
  Pause,
  Play,
  Repeat,
  StepBack,
  StepForward,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { filmTime } from '../format/times.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { icon } from '../ui/icons.ts';
import type { Player } from './use-player.ts';

const button = 'text-gate-ink! hover:bg-white/10 active:bg-white/15';

/** On a scrim at the foot of the gate. */
export function PlayerControls({ player }: { player: Player }) {
  const { t } = useTranslation();
  return (
    <div className="absolute inset-x-0 bottom-0 flex h-[88px] items-end bg-linear-to-t from-black/72 to-transparent px-2 pb-1">
      <div className="flex h-10 w-full items-center gap-0.5">
        <IconButton
          label={player.isPlaying ? t('common.pause') : t('common.play')}
          className={button}
          onClick={() => player.toggle()}
        >
          {player.isPlaying ? <Pause {...icon} /> : <Play {...icon} />}
        </IconButton>
        <IconButton
          label={t('common.frameBack')}
          className={`${button} max-sm:hidden`}
          onClick={() => player.stepFrames(-1)}
        >
          <StepBack {...icon} />
        </IconButton>
        <IconButton
          label={t('common.frameOn')}
          className={`${button} max-sm:hidden`}
          onClick={() => player.stepFrames(1)}
        >
          <StepForward {...icon} />
        </IconButton>
        <Place at={player.at} seconds={player.seconds} />
        <span className="ml-auto flex">
          <IconButton
            label={t('common.loop')}
            aria-pressed={player.isLooping}
            className={player.isLooping ? button : `${button} opacity-50`}
            onClick={() => player.toggleLoop()}
          >
            <Repeat {...icon} />
          </IconButton>
          <IconButton
            label={t('common.sound')}
            aria-pressed={!player.isMuted}
            className={button}
            onClick={() => player.toggleSound()}
          >
            {player.isMuted ? <VolumeX {...icon} /> : <Volume2 {...icon} />}
          </IconButton>
          <IconButton
            label={t('common.fullScreen')}
            className={button}
            onClick={() => player.fillScreen()}
          >
            <Maximize {...icon} />
          </IconButton>
        </span>
      </div>
    </div>
  );
}

function Place({ at, seconds }: { at: number; seconds: number }) {
  const now = filmTime(at);
  const all = filmTime(seconds);
  return (
    <span className="ml-1.5 text-meta text-gate-ink">
      {now.clock}
      <span className="text-gate-ink-2">
        {now.frame} / {all.clock}
        {all.frame}
      </span>
    </span>
  );
}
