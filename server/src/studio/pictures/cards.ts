import { createCanvas } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { least } from '../../generation/extremes.ts';
import type { View } from '../camera.ts';
import { css } from '../color.ts';
import type { Storyboard } from '../storyboard.ts';

/** A given picture as a print that floats before the scene. */
export interface Card {
  picture: Canvas;
  /** Middle and size in pixels, without border. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Rows of equal height, as high as the area lets them be; shapes are width by height. */
export function layOut(shapes: readonly number[], area: Area): Omit<Card, 'picture'>[] {
  const most = Math.min(4, shapes.length);
  const plans = Array.from({ length: most }, (_, at) => rowsOf(shapes, at + 1));
  const best = plans.reduce((a, b) => (rowHeight(b, area) > rowHeight(a, area) ? b : a));
  const height = rowHeight(best, area);
  const gap = gapOf(area);
  const total = best.length * height + (best.length - 1) * gap;
  return best.flatMap((row, at) => {
    const wide = row.reduce((sum, shape) => sum + shape * height, (row.length - 1) * gap);
    let x = area.left + (area.width - wide) / 2;
    const y = area.top + (area.height - total) / 2 + at * (height + gap) + height / 2;
    return row.map((shape) => {
      const width = shape * height;
      const middle = x + width / 2;
      x += width + gap;
      return { x: middle, y, width, height };
    });
  });
}

function rowsOf(shapes: readonly number[], rows: number): number[][] {
  const perRow = Math.ceil(shapes.length / rows);
  const cut = Array.from({ length: rows }, (_, at) => shapes.slice(at * perRow, (at + 1) * perRow));
  return cut.filter((row) => row.length > 0);
}

function rowHeight(rows: readonly (readonly number[])[], area: Area): number {
  const gap = gapOf(area);
  const fits = rows.map((row) => {
    const shapes = row.reduce((sum, shape) => sum + shape, 0);
    return (area.width - (row.length - 1) * gap) / shapes;
  });
  return least([(area.height - (rows.length - 1) * gap) / rows.length, ...fits]);
}

function gapOf(area: Area): number {
  return Math.min(area.width, area.height) * 0.08;
}

/** How far a print has come to rest, 0 … 1: one after the other, all within the first second. */
function settled(seconds: number, order: number): number {
  const left = Math.max(0, 1 - Math.max(0, seconds + 0.35 - order * 0.12) / 0.75);
  return 1 - left ** 3;
}

/**
 * Makes the drawing of the cards: they come to rest one after the other, then float, turn a little in
 * the light and move with the camera as their depth has it, while the pictures in them slowly grow.
 */
export function cardTable(
  cards: readonly Card[],
  board: Storyboard,
): (context: SKRSContext2D, seconds: number, view: View) => void {
  const random = board.random('cards');
  const prints = cards.map((card, order) => ({
    card,
    order,
    frame: frameOf(card),
    gloss: glossOf(card, board),
    tilt: random.between(-0.022, 0.022),
    phase: random.between(0, 7),
    depth: random.between(0.4, 1),
  }));
  return (context, seconds, view) => {
    const { width, height } = context.canvas;
    for (const { card, order, frame, gloss, tilt, phase, depth } of prints) {
      const rest = settled(seconds, order);
      const zoom = (1 + (view.zoom - 1) * 0.3 * depth) * (0.94 + 0.06 * rest);
      const turn = Math.sin(seconds * 0.55 + phase);
      context.setTransform(zoom, 0, 0, zoom, width / 2, height / 2);
      context.translate(
        card.x - width / 2 - view.x * depth * height * 0.1,
        card.y -
          height / 2 +
          Math.sin(seconds * 0.9 + phase) * height * 0.008 +
          (1 - rest) * height * 0.05 +
          view.tilt * height * 0.06,
      );
      // As if it swung about its upright: narrower, and sheared a little.
      context.transform(1 - 0.02 * (1 + turn), 0.014 * turn, 0, 1, 0, 0);
      context.rotate(tilt + 0.005 * Math.sin(seconds * 0.7 + phase * 2) + (1 - rest) * tilt * 3);
      context.globalAlpha = 0.35 + 0.65 * rest;
      context.drawImage(frame, -frame.width / 2, -frame.height / 2);
      const grown = 1 + 0.05 * (1 - Math.exp(-seconds / 6));
      const [wide, high] = [card.picture.width / grown, card.picture.height / grown];
      context.drawImage(
        card.picture,
        (card.picture.width - wide) / 2,
        (card.picture.height - high) / 2,
        wide,
        high,
        -card.width / 2,
        -card.height / 2,
        card.width,
        card.height,
      );
      context.drawImage(gloss, -card.width / 2, -card.height / 2, card.width, card.height);
    }
    context.globalAlpha = 1;
    context.resetTransform();
  };
}

/** The white border and its shadow, drawn once. */
function frameOf(card: Card): Canvas {
  const short = Math.min(card.width, card.height);
  const border = short * 0.03;
  const shadow = short * 0.12;
  const canvas = createCanvas(
    Math.ceil(card.width + 2 * (border + shadow)),
    Math.ceil(card.height + 2 * (border + shadow)),
  );
  const context = canvas.getContext('2d');
  const x = (canvas.width - card.width) / 2;
  const y = (canvas.height - card.height) / 2;
  context.shadowColor = 'rgba(0, 0, 0, 0.55)';
  context.shadowBlur = shadow * 0.75;
  context.shadowOffsetY = shadow * 0.28;
  context.fillStyle = '#fbfaf7';
  context.fillRect(x - border, y - border, card.width + 2 * border, card.height + 2 * border);
  return canvas;
}

/** The scene's light on the print: a sheen from its side, and the dusk or night over all of it. */
function glossOf(card: Card, board: Storyboard): Canvas {
  const canvas = createCanvas(64, 64);
  const context = canvas.getContext('2d');
  const dim = { dawn: 0.04, day: 0, golden: 0.02, dusk: 0.12, night: 0.2 }[board.time];
  context.fillStyle = css(board.palette.ground, dim);
  context.fillRect(0, 0, 64, 64);
  const side = board.lightX > 0 ? 64 : 0;
  const sheen = context.createLinearGradient(side, 0, 32, (64 * card.height) / card.width / 3);
  sheen.addColorStop(0, css(board.palette.light, 0.3));
  sheen.addColorStop(0.5, css(board.palette.light, 0.06));
  sheen.addColorStop(0.8, css(board.palette.light, 0));
  context.fillStyle = sheen;
  context.fillRect(0, 0, 64, 64);
  return canvas;
}
