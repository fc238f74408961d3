/** `1280x720` and the like: pixels as the name of a resolution and a ratio. */
import { familyNames } from './families.ts';
import type { FamilyName } from './families.ts';
import { pixelsOf, sizedResolutions } from './pixels.ts';
import { fixedRatios } from './request.ts';
import type { FixedRatio, Resolution } from './request.ts';

export interface Shape {
  resolution: Resolution;
  ratio: FixedRatio;
}

/** Of no single model: this one makes the most resolutions, at the pixels that most others make too. */
const usualFamily: FamilyName = 'seedance-2.0';

/** Null where no usual pixels are known. */
export function usualSize({ resolution, ratio }: Shape): string | null {
  return usualSizes.get(sizeKey(resolution, ratio)) ?? null;
}

/**
 * What a size of any family's series stands for, and others whose short side and ratio are those of a shape, as
 * engines round them; undefined for any other text.
 */
export function shapeOfSize(size: string): Shape | undefined {
  return shapesBySize.get(size) ?? nearbyShape(size);
}

const resolutionOfSide: ReadonlyMap<number, Resolution> = new Map([
  [480, '480p'],
  [720, '720p'],
  [1080, '1080p'],
  [1440, '2k'],
  [2160, '4k'],
]);
/** Sides are rounded to eight or sixteen pixels. */
const ratioSlack = 0.01;

function nearbyShape(size: string): Shape | undefined {
  const [width = 0, height = 0] = /^[1-9]\d{2,4}x[1-9]\d{2,4}$/.test(size)
    ? size.split('x').map(Number)
    : [];
  const resolution = resolutionOfSide.get(Math.min(width, height));
  const ratio = fixedRatios.find((each) => {
    const [wide = 0, high = 0] = each.split(':').map(Number);
    return Math.abs((width * high) / (height * wide) - 1) < ratioSlack;
  });
  return resolution && ratio && { resolution, ratio };
}

function sizeKey(resolution: Resolution, ratio: FixedRatio): string {
  return `${resolution} ${ratio}`;
}

interface Named {
  size: string;
  shape: Shape;
}

function sizesOf(family: FamilyName): Named[] {
  return sizedResolutions(family).flatMap((resolution) =>
    fixedRatios.map((ratio) => {
      const { width, height } = pixelsOf(family, resolution, ratio);
      return { size: `${String(width)}x${String(height)}`, shape: { resolution, ratio } };
    }),
  );
}

const usualSizes: ReadonlyMap<string, string> = new Map(
  sizesOf(usualFamily).map(({ size, shape }) => [sizeKey(shape.resolution, shape.ratio), size]),
);
const shapesBySize: ReadonlyMap<string, Shape> = new Map(
  familyNames.flatMap(sizesOf).map(({ size, shape }) => [size, shape]),
);
