import { useEffect, useRef, useState, type RefObject } from 'react';

const framesASecond = 24;

export interface Player {
  video: RefObject<HTMLVideoElement | null>;
  /** Seconds. */
  at: number;
  seconds: number;
  isPlaying: boolean;
  isLooping: boolean;
  isMuted: boolean;
  toggle(): void;
  seek(seconds: number): void;
  stepFrames(frames: number): void;
  toggleLoop(): void;
  toggleSound(): void;
  fillScreen(): void;
}

/** What a film does, and what may be done with it. */
export function usePlayer(src: string): Player {
  const video = useRef<HTMLVideoElement>(null);
  const [at, setAt] = useState(0);
  const [seconds, setSeconds] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [isLooping, setLooping] = useState(true);
  const [isMuted, setMuted] = useState(true);

  useEffect(() => {
    const film = video.current;
    if (!film) return undefined;
    let frame = 0;
    const look = (): void => {
      setAt(film.currentTime);
      if (!film.paused) frame = requestAnimationFrame(look);
    };
    const hear = (): void => {
      setPlaying(!film.paused);
      setSeconds(Number.isFinite(film.duration) ? film.duration : 0);
      cancelAnimationFrame(frame);
      look();
    };
    const words = ['play', 'pause', 'seeked', 'loadedmetadata', 'ended'];
    for (const word of words) film.addEventListener(word, hear);
    return () => {
      cancelAnimationFrame(frame);
      for (const word of words) film.removeEventListener(word, hear);
    };
  }, [src]);

  const seek = (to: number): void => {
    const film = video.current;
    if (!film) return;
    film.currentTime = Math.min(Math.max(0, to), film.duration || 0);
    setAt(film.currentTime);
  };

  return {
    video,
    at,
    seconds,
    isPlaying,
    isLooping,
    isMuted,
    toggle() {
      const film = video.current;
      if (film?.paused) void film.play().catch(() => undefined);
      else film?.pause();
    },
    seek,
    stepFrames(frames) {
      video.current?.pause();
      seek((video.current?.currentTime ?? 0) + frames / framesASecond);
    },
    toggleLoop: () => setLooping(!isLooping),
    toggleSound: () => setMuted(!isMuted),
    fillScreen: () => void video.current?.requestFullscreen().catch(() => undefined),
  };
}
