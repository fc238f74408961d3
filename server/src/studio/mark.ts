import type { SKRSContext2D } from '@napi-rs/canvas';

/** "AI generated", bottom right, readable on any picture. */
export function drawMark(context: SKRSContext2D, size: { width: number; height: number }): void {
  const unit = Math.min(size.width, size.height);
  const letters = Math.round(unit * 0.032);
  const margin = Math.round(unit * 0.035);
  context.save();
  context.resetTransform();
  context.font = `500 ${String(letters)}px sans-serif`;
  context.textAlign = 'right';
  context.textBaseline = 'alphabetic';
  context.shadowColor = 'rgba(0, 0, 0, 0.7)';
  context.shadowBlur = letters * 0.35;
  context.fillStyle = 'rgba(255, 255, 255, 0.86)';
  context.fillText('AI generated', size.width - margin, size.height - margin);
  context.restore();
}
