import { createCanvas } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import type { View } from '../camera.ts';
import type { Random } from '../random.ts';

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
  return Math.min((area.height - (rows.length - 1) * gap) / rows.length, ...fits);
}

function gapOf(area: Area): number {
  return Math.min(area.width, area.height) * 0.08;
}

/** Makes the drawing of the cards: each floats on its own and moves with the camera. */
export function cardTable(
  cards: readonly Card[],
  random: Random,
): (context: SKRSContext2D, seconds: number, view: View) => void {
  const prints = cards.map((card) => ({
    card,
    print: printOf(card),
    tilt: random.between(-0.016, 0.016),
    phase: random.between(0, 7),
    depth: random.between(0.5, 1),
  }));
  return (context, seconds, view) => {
    const { width, height } = context.canvas;
    const zoom = 1 + (view.zoom - 1) * 0.25;
    for (const { card, print, tilt, phase, depth } of prints) {
      const float = Math.sin(seconds * 0.9 + phase);
      context.setTransform(zoom, 0, 0, zoom, width / 2, height / 2);
      context.translate(
        card.x - width / 2 - view.x * depth * height * 0.06,
        card.y - height / 2 + float * height * 0.007 + view.tilt * height * 0.06,
      );
      context.rotate(tilt + 0.004 * Math.sin(seconds * 0.7 + phase * 2));
      context.drawImage(print, -print.width / 2, -print.height / 2);
    }
    context.resetTransform();
  };
}

/** The picture with a white border and its shadow, drawn once. */
function printOf(card: Card): Canvas {
  const short = Math.min(card.width, card.height);
  const border = short * 0.03;
  const shadow = short * 0.1;
  const canvas = createCanvas(
    Math.ceil(card.width + 2 * (border + shadow)),
    Math.ceil(card.height + 2 * (border + shadow)),
  );
  const context = canvas.getContext('2d');
  const x = (canvas.width - card.width) / 2;
  const y = (canvas.height - card.height) / 2;
  context.shadowColor = 'rgba(0, 0, 0, 0.5)';
  context.shadowBlur = shadow * 0.7;
  context.shadowOffsetY = shadow * 0.2;
  context.fillStyle = '#fbfaf7';
  context.fillRect(x - border, y - border, card.width + 2 * border, card.height + 2 * border);
  context.shadowColor = 'transparent';
  context.imageSmoothingQuality = 'high';
  context.drawImage(card.picture, x, y, card.width, card.height);
  return canvas;
}
