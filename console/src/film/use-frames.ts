import { useEffect, useState } from 'react';

export const frameCount = 12;
const frameWidth = 160;

/**
 * Twelve frames of a film as pictures, taken in the browser from a second copy of it that nobody sees. Empty until the
 * first was taken; what cannot be read yields none.
 */
export function useFrames(src: string | null): readonly string[] {
  const [frames, setFrames] = useState<readonly string[]>([]);
  useEffect(() => {
    setFrames([]);
    if (src === null) return undefined;
    const made: string[] = [];
    const ended = new AbortController();
    void takeFrames(src, ended.signal, (url) => {
      made.push(url);
      setFrames([...made]);
    }).catch(() => undefined);
    return () => {
      ended.abort();
      for (const url of made) URL.revokeObjectURL(url);
    };
  }, [src]);
  return frames;
}

async function takeFrames(
  src: string,
  signal: AbortSignal,
  take: (url: string) => void,
): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.src = src;
  try {
    await heard(video, 'loadeddata', signal);
    const canvas = document.createElement('canvas');
    canvas.width = frameWidth;
    canvas.height = Math.round((frameWidth * video.videoHeight) / video.videoWidth);
    const drawing = canvas.getContext('2d');
    for (let n = 0; n < frameCount; n += 1) {
      video.currentTime = ((n + 0.5) / frameCount) * video.duration;
      await heard(video, 'seeked', signal);
      drawing?.drawImage(video, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise<Blob | null>((done) => {
        canvas.toBlob(done, 'image/jpeg', 0.8);
      });
      if (signal.aborted) return;
      if (blob) take(URL.createObjectURL(blob));
    }
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}

function heard(video: HTMLVideoElement, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { once: true, signal };
    video.addEventListener(event, () => resolve(), options);
    video.addEventListener('error', () => reject(new Error('it cannot be played')), options);
    signal.addEventListener('abort', () => reject(new Error('it is not wanted any more')));
  });
}
