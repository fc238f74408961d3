import { createCanvas } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import type { Storyboard } from '../storyboard.ts';
import { thumbnail } from './depth.ts';
import { flowBetween } from './flow.ts';
import type { LivingPicture } from './living.ts';
import type { Drift } from './plate.ts';

const maskColumns = 96;
const maskRows = 54;
/** How wide the front between the pictures is, as a share of the whole change. */
const softness = 0.42;

interface Side {
  picture: Canvas;
  living: LivingPicture;
}

/**
 * From one picture into another: what looks alike in both moves from its place in the first to its place
 * in the last, and the last one comes in where it is bright first, like light that spreads.
 */
export function transitionBetween(
  board: Storyboard,
  size: { width: number; height: number },
  first: Side,
  last: Side,
): (
  context: SKRSContext2D,
  way: number,
  moves: { first: Drift; last: Drift; seconds: number; strength: number },
) => void {
  const flow = flowBetween(first.picture, last.picture);
  const order = orderOf(board, first.picture, last.picture);
  const over = createCanvas(size.width, size.height);
  const layer = over.getContext('2d');
  const mask = createCanvas(maskColumns, maskRows);
  const alpha = mask.getContext('2d');
  const pixels = alpha.createImageData(maskColumns, maskRows);
  const front = createCanvas(maskColumns, maskRows);
  const bright = front.getContext('2d');
  const edge = bright.createImageData(maskColumns, maskRows);
  const tone = board.palette.light;
  return (context, way, moves) => {
    const stir = { seconds: moves.seconds, strength: moves.strength };
    for (let at = 0; at < order.length; at += 1) {
      const share = shareAt(order[at] ?? 0, way);
      pixels.data[at * 4 + 3] = share * 255;
      edge.data.set(tone, at * 4);
      edge.data[at * 4 + 3] = share * (1 - share) * 120;
    }
    // Where one picture has wholly taken over, the other need not be drawn.
    const seen = (u: number, v: number, least: number, most: number): boolean =>
      [-1.6, 0, 1.6].some((dx) =>
        [-1.6, 0, 1.6].some((dy) => {
          const share = pixels.data[placeAt(u + dx / 36, v + dy / 20) * 4 + 3] ?? 0;
          return share >= least && share <= most;
        }),
      );
    first.living.draw(context, moves.first, stir, {
      move: (u, v, target) => {
        const moved = flow.at(u, v);
        target.x += moved.x * way;
        target.y += moved.y * way;
      },
      needed: (u, v) => seen(u, v, 0, 254),
    });
    layer.globalCompositeOperation = 'source-over';
    layer.clearRect(0, 0, size.width, size.height);
    last.living.draw(layer, moves.last, stir, {
      move: (u, v, target) => {
        const moved = flow.at(u, v);
        target.x -= moved.x * (1 - way);
        target.y -= moved.y * (1 - way);
      },
      needed: (u, v) => seen(u, v, 1, 255),
    });
    alpha.putImageData(pixels, 0, 0);
    bright.putImageData(edge, 0, 0);
    layer.resetTransform();
    layer.globalCompositeOperation = 'destination-in';
    layer.drawImage(mask, 0, 0, size.width, size.height);
    context.resetTransform();
    context.drawImage(over, 0, 0);
    context.globalCompositeOperation = 'screen';
    context.drawImage(front, 0, 0, size.width, size.height);
    context.globalCompositeOperation = 'source-over';
  };
}

function shareAt(order: number, way: number): number {
  return smooth((way * (1 + softness) - order) / softness);
}

/** Of the mask's pixel at a place of the frame. */
function placeAt(u: number, v: number): number {
  const x = Math.min(maskColumns - 1, Math.max(0, Math.floor(u * maskColumns)));
  const y = Math.min(maskRows - 1, Math.max(0, Math.floor(v * maskRows)));
  return y * maskColumns + x;
}

/** When each place changes, 0 … 1: bright parts of the last picture first, dark parts of the first one last. */
function orderOf(board: Storyboard, first: Canvas, last: Canvas): Float32Array {
  const [from, to] = [first, last].map((picture) => thumbnail(picture, maskColumns, maskRows));
  const random = board.random('transition');
  const [tilt, turn] = [random.between(0, 7), random.between(0, 7)];
  const order = new Float32Array(maskColumns * maskRows);
  for (let y = 0, at = 0; y < maskRows; y += 1) {
    for (let x = 0; x < maskColumns; x += 1, at += 1) {
      const [u, v] = [x / maskColumns, y / maskRows];
      const wander =
        0.5 + 0.25 * Math.sin(u * 7.1 + v * 3.7 + tilt) + 0.25 * Math.sin(v * 8.3 - u * 4.1 + turn);
      const light = luminance(to, at) * 0.6 + (1 - luminance(from, at)) * 0.1;
      order[at] = 0.5 * wander + 0.5 * (1 - light);
    }
  }
  return spreadOut(softenedTwice(order));
}

function luminance(tones: Uint8ClampedArray | undefined, at: number): number {
  const channel = (offset: number): number => (tones?.[at * 4 + offset] ?? 0) / 255;
  return 0.3 * channel(0) + 0.59 * channel(1) + 0.11 * channel(2);
}

function softenedTwice(values: Float32Array): Float32Array {
  let from = values;
  for (let round = 0; round < 2; round += 1) {
    const to = new Float32Array(from.length);
    for (let at = 0; at < from.length; at += 1) {
      const x = at % maskColumns;
      const beside = [
        at,
        x > 0 ? at - 1 : at,
        x < maskColumns - 1 ? at + 1 : at,
        at >= maskColumns ? at - maskColumns : at,
        at < from.length - maskColumns ? at + maskColumns : at,
      ];
      to[at] = beside.reduce((sum, index) => sum + (from[index] ?? 0), 0) / beside.length;
    }
    from = to;
  }
  return from;
}

/** Over 0 … 1 by rank, so that the change goes on evenly whatever the pictures are. */
function spreadOut(values: Float32Array): Float32Array {
  const ranks = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const result = new Float32Array(values.length);
  ranks.forEach((at, rank) => {
    result[at] = rank / values.length;
  });
  return result;
}

function smooth(share: number): number {
  const held = Math.min(1, Math.max(0, share));
  return held * held * (3 - 2 * held);
}
