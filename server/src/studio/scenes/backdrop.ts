import { color } from '../color.ts';
import { mist } from './clouds.ts';
import { flattened } from './plate.ts';
import { grove } from './grove.ts';
import { houses } from './houses.ts';
import type { Layer, Stage } from './layer.ts';
import { ridge } from './ridges.ts';
import { skyline } from './skyline.ts';

const wooded = {
  spring: color('#6f9a58'),
  summer: color('#4d7f52'),
  autumn: color('#b5713c'),
  winter: color('#aebccb'),
} as const;

/** What lies behind water or a field: what the prompt names, or low hills. */
export function backdrop(stage: Stage, far = 0): readonly Layer[] {
  return [flattened(stage, 0.18, far + 0.1, (wider) => landBehind(wider, far))];
}

function landBehind(stage: Stage, far: number): readonly Layer[] {
  const { places, season, scene } = stage.board;
  const isHigh = places.includes('mountains') || places.includes('snowfield');
  const layers: Layer[] = isHigh ? [...chains(stage, far)] : [];
  if (!isHigh) {
    layers.push(
      ridge(stage, 'far hills', 0.1, {
        height: 0.13,
        base: far + 0.02,
        waves: 2.4,
        roughness: 0.45,
      }),
    );
  }
  if (places.includes('city')) {
    layers.push(
      mist(stage, 0.16, 0.5, far - 0.02),
      skyline(stage, 'far city', 0.24, far + 0.01, 0.3),
    );
  } else {
    layers.push(
      ridge(stage, 'near hills', 0.26, {
        height: 0.085,
        base: far + 0.015,
        waves: 2.8,
        roughness: 0.22,
        own: wooded[season],
      }),
    );
  }
  if (places.includes('village') && scene !== 'village' && scene !== 'river') {
    layers.push(houses(stage, 'shore', 0.34, { base: far + 0.014, size: 0.085, count: 13 }));
  } else layers.push(mist(stage, 0.28, 0.45, far));
  return layers;
}

/** Two chains of mountains with air between them. */
export function peaks(stage: Stage, far: number): Layer {
  return flattened(stage, 0.18, far + 0.2, (wider) => chains(wider, far));
}

function chains(stage: Stage, far: number): readonly Layer[] {
  const { season } = stage.board;
  const winter = season === 'winter';
  return [
    ridge(stage, 'peaks', 0.12, {
      height: 0.4,
      base: far + 0.04,
      waves: 3.1,
      roughness: 0.92,
      snowLine: winter ? 0.26 : 0.5,
      own: color('#6d7488'),
      fade: 0.85,
    }),
    mist(stage, 0.15, 0.6, far - 0.06, 0.16),
    ridge(stage, 'shoulders', 0.24, {
      height: 0.21,
      base: far + 0.03,
      waves: 3.7,
      roughness: 0.8,
      snowLine: winter ? 0.42 : 1.2,
      own: color('#566a76'),
      fade: 0.7,
    }),
    mist(stage, 0.26, 0.5, far - 0.01, 0.14),
  ];
}

/** A line of trees at the foot of it all. */
export function treeLine(stage: Stage, depth: number, base: number, height: number): Layer {
  return grove(stage, `tree line ${String(depth)}`, depth, { height, base, spacing: 0.26 });
}
