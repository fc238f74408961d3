import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { filmTime } from '../format/times.ts';
import { PlayerControls } from './PlayerControls.tsx';
import { Strip } from './Strip.tsx';
import type { FilmStrip } from './StripFrame.tsx';
import { usePlayer, type Player as State } from './use-player.ts';

interface Props {
  src: string;
  poster: string;
  film: FilmStrip;
  /** Id of the element that says what is to be seen: the prompt. */
  describedBy?: string;
  /** It was just made, and is shown moving once. */
  isNew?: boolean;
}

/** The film in its gate with its own strip below. Keys work while the focus is inside. */
export function Player({ src, poster, film, describedBy, isNew = false }: Props) {
  const { t } = useTranslation();
  const player = usePlayer(src);
  const { clock, frame } = filmTime(player.at);
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  return (
    <div
      role="group"
      aria-label={t('common.film')}
      aria-describedby={describedBy}
      className="flex flex-col gap-3"
      onKeyDown={(event) => press(event, player)}
    >
      <div className="relative aspect-[864/496] overflow-hidden rounded-gate bg-gate max-sm:-mx-4 max-sm:rounded-none">
        <video
          ref={player.video}
          src={src}
          poster={poster}
          playsInline
          preload="metadata"
          autoPlay={isNew && !isStill}
          muted={player.isMuted}
          loop={player.isLooping}
          onClick={() => player.toggle()}
          className="size-full object-contain"
        />
        <PlayerControls player={player} />
      </div>
      <Strip
        label={t('common.place')}
        film={film}
        at={player.at}
        seconds={player.seconds}
        valueText={clock + frame}
        onSeek={(to) => player.seek(to)}
      />
    </div>
  );
}

const keys: Readonly<Record<string, (player: State) => void>> = {
  ' ': (player) => player.toggle(),
  ArrowLeft: (player) => player.seek(player.at - 1),
  ArrowRight: (player) => player.seek(player.at + 1),
  ',': (player) => player.stepFrames(-1),
  '.': (player) => player.stepFrames(1),
  m: (player) => player.toggleSound(),
  l: (player) => player.toggleLoop(),
  f: (player) => player.fillScreen(),
};

function press(event: KeyboardEvent<HTMLElement>, player: State): void {
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  // A button that has the focus is pressed by Space itself.
  if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
  const tenth = /^\d$/.test(event.key) ? Number(event.key) / 10 : null;
  const act = keys[event.key];
  if (tenth !== null) player.seek(tenth * player.seconds);
  else if (act) act(player);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
