/**
 * How many pixels a resolution and a ratio mean. Source: the output table of the Ark and ModelArk
 * references, November 2026. `2k` stands in none of them; ours is the 1080p of the 2.0 series times 4/3,
 * to the nearest even number.
 */
import { families } from './families.ts';
import type { FamilyName, PixelSeries } from './families.ts';
import { fixedRatios, resolutions } from './request.ts';
import type { FixedRatio, Medium, InputMode, Ratio, Resolution } from './request.ts';

export interface Pixels {
  width: number;
  height: number;
}

type Shapes = Readonly<Record<FixedRatio, Pixels>>;
type WideRatio = '16:9' | '4:3' | '1:1' | '21:9';

/** The wide shapes are listed; the tall ones are the same, turned. */
function shapes(wide: Record<WideRatio, readonly [width: number, height: number]>): Shapes {
  const upright = (ratio: WideRatio): Pixels => {
    const [width, height] = wide[ratio];
    return { width, height };
  };
  const turned = (ratio: WideRatio): Pixels => {
    const [height, width] = wide[ratio];
    return { width, height };
  };
  return {
    '16:9': upright('16:9'),
    '4:3': upright('4:3'),
    '1:1': upright('1:1'),
    '3:4': turned('4:3'),
    '9:16': turned('16:9'),
    '21:9': upright('21:9'),
  };
}

const shapes480p = shapes({
  '16:9': [864, 496],
  '4:3': [752, 560],
  '1:1': [640, 640],
  '21:9': [992, 432],
});
const shapes480pOf2_5: Shapes = {
  ...shapes480p,
  '16:9': { width: 854, height: 480 },
  '9:16': { width: 480, height: 854 },
};
const shapes720p = shapes({
  '16:9': [1280, 720],
  '4:3': [1112, 834],
  '1:1': [960, 960],
  '21:9': [1470, 630],
});
const shapes1080p = shapes({
  '16:9': [1920, 1080],
  '4:3': [1664, 1248],
  '1:1': [1440, 1440],
  '21:9': [2206, 946],
});
const shapes2k = shapes({
  '16:9': [2560, 1440],
  '4:3': [2218, 1664],
  '1:1': [1920, 1920],
  '21:9': [2942, 1262],
});
const shapes4k = shapes({
  '16:9': [3840, 2160],
  '4:3': [3326, 2494],
  '1:1': [2880, 2880],
  '21:9': [4398, 1886],
});

const table: Readonly<Record<PixelSeries, Partial<Record<Resolution, Shapes>>>> = {
  '2.5': { '480p': shapes480pOf2_5, '720p': shapes720p, '1080p': shapes1080p },
  '2.0': {
    '480p': shapes480p,
    '720p': shapes720p,
    '1080p': shapes1080p,
    '2k': shapes2k,
    '4k': shapes4k,
  },
  '1.5': { '480p': shapes480p, '720p': shapes720p, '1080p': shapes1080p },
  '1.0': {
    '480p': shapes({
      '16:9': [864, 480],
      '4:3': [736, 544],
      '1:1': [640, 640],
      '21:9': [960, 416],
    }),
    '720p': shapes({
      '16:9': [1248, 704],
      '4:3': [1120, 832],
      '1:1': [960, 960],
      '21:9': [1504, 640],
    }),
    '1080p': shapes({
      '16:9': [1920, 1088],
      '4:3': [1664, 1248],
      '1:1': [1440, 1440],
      '21:9': [2176, 928],
    }),
  },
};

/**
 * Also of what a model sells beyond its family. Throws RangeError where the series has no such
 * resolution: limits are checked before.
 */
export function pixelsOf(family: FamilyName, resolution: Resolution, ratio: FixedRatio): Pixels {
  const made = table[families[family].pixels][resolution];
  if (!made) throw new RangeError(`${family} makes no ${resolution}`);
  return made[ratio];
}

/** Every resolution that a family's series has pixels for. */
export function sizedResolutions(family: FamilyName): readonly Resolution[] {
  return resolutions.filter((resolution) => table[families[family].pixels][resolution]);
}

/** The most pixels that a family makes at a resolution. */
export function largestPixels(family: FamilyName, resolution: Resolution): Pixels {
  return fixedRatios
    .map((ratio) => pixelsOf(family, resolution, ratio))
    .reduce((largest, next) =>
      next.width * next.height > largest.width * largest.height ? next : largest,
    );
}

/** The most that a request can turn into: an open ratio is quoted at the largest shape. */
export function mostPixels({ family, resolution, ratio }: Shaped): Pixels {
  return ratio === 'adaptive'
    ? largestPixels(family, resolution)
    : pixelsOf(family, resolution, ratio);
}

interface Shaped {
  family: FamilyName;
  resolution: Resolution;
  ratio: Ratio;
}

/** The ratio that an image or clip of this size is nearest to: by factor, so that tall and wide count alike. */
export function nearestRatio(width: number, height: number): FixedRatio {
  const distance = (ratio: FixedRatio): number =>
    Math.abs(Math.log(width / height) - Math.log(valueOf(ratio)));
  return fixedRatios.reduce((nearest, next) =>
    distance(next) < distance(nearest) ? next : nearest,
  );
}

function valueOf(ratio: FixedRatio): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
}

/**
 * The shape that `adaptive` stands for. The references say: frames follow the first frame, references
 * the first medium with a video before an image, text is the model's choice. For text, and for audio
 * alone, 16:9 is ours.
 */
export function settleRatio(request: {
  ratio: Ratio;
  mode: InputMode;
  media: readonly Pick<Medium, 'kind' | 'role' | 'width' | 'height'>[];
}): FixedRatio {
  if (request.ratio !== 'adaptive') return request.ratio;
  const guide =
    request.mode === 'frames'
      ? request.media.find(({ role }) => role === 'first_frame')
      : (request.media.find(({ kind }) => kind === 'video') ??
        request.media.find(({ kind }) => kind === 'image'));
  return guide ? nearestRatio(guide.width, guide.height) : '16:9';
}
