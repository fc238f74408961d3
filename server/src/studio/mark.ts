import { Path2D } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';

/**
 * The visible mark of GB 45438-2025 for pictures and films: the words stand at an edge, and letters
 * are at least a twentieth of the shorter side high.
 */
const words = 'AI generated';
const letterShare = 0.05;

/**
 * Letters as strokes, so that the mark needs no font of the machine. SVG paths in a grid where the
 * base line is y = 0 and a capital is 10 high.
 */
const letters: Record<string, { path: string; width: number }> = {
  A: { path: 'M0 0 L4 -10 L8 0 M1.4 -3.4 H6.6', width: 8 },
  I: { path: 'M1 0 V-10', width: 2 },
  g: { path: 'M6 -3.2 A3 3.2 0 1 1 6 -3.3 M6 -6.4 V0 A3 2.8 0 0 1 0.6 1.6', width: 6 },
  e: { path: 'M0.2 -3.4 H6 A3 3.2 0 1 0 5.2 -1', width: 6 },
  n: { path: 'M0.4 0 V-6.4 M0.4 -3.4 A2.6 3 0 0 1 5.6 -3.4 V0', width: 6 },
  r: { path: 'M0.4 0 V-6.4 M0.4 -3.4 A2.8 3 0 0 1 3.8 -6.2', width: 3.6 },
  a: { path: 'M6 -3.2 A3 3.2 0 1 1 6 -3.3 M6 -6.4 V0', width: 6 },
  t: { path: 'M1.8 -9 V-1.8 A1.8 1.8 0 0 0 4 -0.1 M0 -6.3 H4', width: 4 },
  d: { path: 'M6 -3.2 A3 3.2 0 1 1 6 -3.3 M6 -10 V0', width: 6 },
  ' ': { path: '', width: 2.6 },
};
const spacing = 2;

/** Draws the mark at the lower right, light over a dark edge: readable on any picture. */
export function drawMark(context: SKRSContext2D, size: { width: number; height: number }): void {
  const shorter = Math.min(size.width, size.height);
  const unit = (shorter * letterShare) / 10;
  const margin = shorter * 0.04;
  const width = Array.from(words).reduce((sum, letter) => sum + advance(letter), -spacing);
  context.save();
  context.setTransform(unit, 0, 0, unit, size.width - margin - width * unit, size.height - margin);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const letter of words) {
    const path = new Path2D(letters[letter]?.path ?? '');
    context.strokeStyle = 'rgba(0, 0, 0, 0.4)';
    context.lineWidth = 2.3;
    context.stroke(path);
    context.strokeStyle = 'rgba(255, 255, 255, 0.9)';
    context.lineWidth = 1.1;
    context.stroke(path);
    context.translate(advance(letter), 0);
  }
  context.restore();
}

function advance(letter: string): number {
  return (letters[letter]?.width ?? 0) + spacing;
}
