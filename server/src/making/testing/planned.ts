import type { Medium } from '../../generation/request.ts';
import { probedFile } from '../../generation/testing.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';

/** A request as it waits for a line: 5 s of 720p from a text, but for what is said otherwise. */
export function planned(request: Partial<PlannedRequest> = {}): PlannedRequest {
  return {
    family: 'seedance-2.0',
    model: 'seedance-2.0',
    prompt: 'a river in autumn',
    mode: 'text',
    media: [],
    seconds: 5,
    resolution: '720p',
    ratio: '16:9',
    generateAudio: true,
    seed: 7,
    seedIsDrawn: true,
    watermark: false,
    returnLastFrame: false,
    ...request,
  };
}

/** References, one of each entry: a picture, or seconds of video. */
export function references(
  ...entries: readonly ('image' | 'audio' | { video: number })[]
): Medium[] {
  return entries.map((entry, index) => {
    const kind = typeof entry === 'string' ? entry : 'video';
    const seconds = typeof entry === 'string' ? {} : { seconds: entry.video };
    const file = probedFile({ kind, contentType: contentTypes[kind], ...seconds });
    return { ...file, role: `reference_${kind}`, field: `media[${String(index)}]` };
  });
}

const contentTypes = { image: 'image/png', video: 'video/mp4', audio: 'audio/mpeg' };
