import type { CameraMove } from './vocabulary.ts';

/** Where the camera is at a moment; lengths are in frame heights. */
export interface View {
  /** To the right. */
  x: number;
  /** Up, as if the camera turned: near and far move alike. */
  tilt: number;
  /** Up, as if the camera rose: what is near moves more. */
  lift: number;
  /** 1 shows the scene as it was laid out. */
  zoom: number;
}

const level: View = { x: 0, tilt: 0, lift: 0, zoom: 1 };

/** From the first to the last frame; in between the camera eases, and never stands quite still unless it is fixed. */
const moves: Record<CameraMove, { from: Partial<View>; to: Partial<View> }> = {
  fixed: { from: {}, to: {} },
  still: { from: { zoom: 1 }, to: { zoom: 1.025 } },
  pan_left: { from: { x: 0.3 }, to: { x: -0.3 } },
  pan_right: { from: { x: -0.3 }, to: { x: 0.3 } },
  tilt_up: { from: { tilt: -0.13 }, to: { tilt: 0.1 } },
  tilt_down: { from: { tilt: 0.13 }, to: { tilt: -0.08 } },
  push_in: { from: { zoom: 1 }, to: { zoom: 1.36, lift: 0.02 } },
  pull_out: { from: { zoom: 1.36, lift: 0.02 }, to: { zoom: 1 } },
  orbit: { from: { x: -0.28, zoom: 1.06 }, to: { x: 0.28, zoom: 1.16 } },
  aerial: { from: { lift: 0.02, tilt: -0.04 }, to: { lift: 0.15, tilt: -0.1, zoom: 1.2 } },
  tracking: { from: { x: -0.24, zoom: 1.05 }, to: { x: 0.24, zoom: 1.14 } },
  handheld: { from: { zoom: 1.06 }, to: { zoom: 1.12 } },
};

/** `progress` 0 … 1. */
export function viewAt(move: CameraMove, progress: number): View {
  const from = { ...level, ...moves[move].from };
  const to = { ...level, ...moves[move].to };
  const share = eased(progress);
  const between = (key: keyof View): number => from[key] + (to[key] - from[key]) * share;
  const shake = move === 'handheld' ? 1 : 0;
  return {
    x: between('x') + shake * 0.012 * sway(progress, 13, 0),
    tilt: between('tilt') + shake * 0.009 * sway(progress, 17, 2),
    lift: between('lift'),
    zoom: between('zoom'),
  };
}

/** A hand's unrest: waves that never meet. */
function sway(progress: number, pace: number, phase: number): number {
  return Math.sin(progress * pace + phase) + 0.5 * Math.sin(progress * pace * 2.7 + phase * 3);
}

/** Half smooth, half even: soft at both ends without ever stopping. */
export function eased(progress: number): number {
  const smooth = progress * progress * (3 - 2 * progress);
  return (smooth + progress) / 2;
}
