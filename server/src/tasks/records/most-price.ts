import { familyOf, longestSeconds } from '../../generation/models.ts';
import { mostPixels } from '../../generation/pixels.ts';
import { ProblemError } from '../../generation/problems.ts';
import { mediaKinds, type MediaKind } from '../../generation/request.ts';
import type { PriceBook } from '../../pricing/book.ts';
import { quote, type Priced, type Quote } from '../../pricing/quote.ts';
import { mediaLimitsOf, type Draft } from '../plan.ts';

/**
 * The most that a request can cost of which the media have not been looked at: no quote of it is higher. Throws
 * ProblemError where nothing of it has a price. Pure.
 */
export function mostOfAsk(book: PriceBook, { ask, model }: Draft, tier: string | null): Quote {
  const { resolution, ratio } = ask;
  const clipSeconds = mediaLimitsOf(model).video.seconds?.most ?? 0;
  const openSeconds = Math.max(longestSeconds(model), Math.ceil(clipSeconds));
  const film = {
    priceName: model.priceName,
    resolution,
    seconds: ask.seconds === 'auto' ? openSeconds : ask.seconds,
    ...mostPixels({ family: familyOf(model, resolution), resolution, ratio }),
    flex: ask.flex === true,
  };
  const clips = model.limits.references.videos;
  const quotes = mixesOf(ask.media).map((mix) =>
    attempt(() => quote(book, { ...film, ...mediaOf(mix, { clips, clipSeconds }) }, tier)),
  );
  return dearest(quotes);
}

type Counts = Record<MediaKind, number>;

function mediaOf(
  { image, video, audio }: Counts,
  { clips, clipSeconds }: { clips: number; clipSeconds: number },
): Pick<Priced, 'images' | 'videos' | 'audios'> {
  const videos = Array.from({ length: Math.min(video, Math.max(1, clips)) }, () => ({
    seconds: clipSeconds,
  }));
  return { images: image, videos, audios: audio };
}

/** What the media can turn out to be: of those that only the file will tell, as many videos as can be. */
function mixesOf(media: readonly { kind: MediaKind | null }[]): Counts[] {
  const known: Counts = { image: 0, video: 0, audio: 0 };
  let open = 0;
  for (const { kind } of media) {
    if (kind === null) open += 1;
    else known[kind] += 1;
  }
  if (open === 0) return [known];
  return kindsOf(open).map((kinds) => {
    const mix = { ...known };
    for (const kind of kinds) mix[kind] += 1;
    const [most] = kinds;
    if (most) mix[most] += open - kinds.length;
    return mix;
  });
}

/** Every choice of kinds for so many media, videos before all others. */
function kindsOf(count: number): MediaKind[][] {
  const kinds = ['video', ...mediaKinds.filter((kind) => kind !== 'video')] as const;
  const choices = kinds.reduce<MediaKind[][]>(
    (before, kind) => [...before, ...before.map((some) => [...some, kind])],
    [[]],
  );
  return choices.filter(({ length }) => length > 0 && length <= count);
}

function attempt(work: () => Quote): Quote | ProblemError {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

function dearest(quotes: readonly (Quote | ProblemError)[]): Quote {
  const priced = quotes.flatMap((one) => (one instanceof ProblemError ? [] : [one]));
  const [first, ...others] = priced;
  if (first) {
    return others.reduce((a, b) => (b.totalMicros > a.totalMicros ? b : a), first);
  }
  const [refusal] = quotes;
  throw refusal instanceof ProblemError ? refusal : new Error('there is always one mix of media');
}
