import { css, mix } from '../color.ts';
import { enter, reach } from './layer.ts';
import type { Layer, Stage } from './layer.ts';

/** Glowing gas, slowly turning. */
export function nebula(stage: Stage): Layer {
  const { palette } = stage.board;
  const random = stage.board.random('nebula');
  const wide = reach(stage);
  const blobs = Array.from({ length: 16 }, () => ({
    x: random.between(-wide * 0.8, wide * 0.8),
    y: random.between(-0.6, 0.4),
    radius: random.between(0.2, 0.55),
    tone: mix(
      palette.accent,
      random.next() < 0.5 ? palette.horizon : palette.middle,
      random.next(),
    ),
    alpha: random.between(0.1, 0.24),
    pace: random.between(-0.02, 0.02),
  }));
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.05);
      context.globalCompositeOperation = 'screen';
      for (const blob of blobs) {
        const x = blob.x + blob.pace * seconds;
        const gas = context.createRadialGradient(x, blob.y, 0, x, blob.y, blob.radius);
        gas.addColorStop(0, css(blob.tone, blob.alpha));
        gas.addColorStop(1, css(blob.tone, 0));
        context.fillStyle = gas;
        context.fillRect(x - blob.radius, blob.y - blob.radius, blob.radius * 2, blob.radius * 2);
      }
      context.globalCompositeOperation = 'source-over';
    },
  };
}

/** A planet lit from one side, with its air as a thin rim. */
export function planet(stage: Stage): Layer {
  const { palette, lightX } = stage.board;
  const random = stage.board.random('planet');
  const radius = random.between(0.24, 0.34);
  const x = -Math.sign(lightX) * stage.aspect * random.between(0.1, 0.2);
  const y = random.between(-0.16, 0);
  const bands = Array.from({ length: 9 }, () => ({
    y: random.between(-1, 1) * radius,
    height: random.between(0.02, 0.12) * radius,
    alpha: random.between(0.06, 0.2),
  }));
  const body = mix(palette.accent, palette.horizon, 0.4);
  return {
    draw(context, { seconds, view }) {
      enter(context, stage, view, 0.3);
      context.translate(x + 0.004 * seconds, y);
      const rim = context.createRadialGradient(0, 0, radius * 0.97, 0, 0, radius * 1.16);
      rim.addColorStop(0, css(palette.light, 0.45));
      rim.addColorStop(1, css(palette.light, 0));
      context.fillStyle = rim;
      context.fillRect(-radius * 1.2, -radius * 1.2, radius * 2.4, radius * 2.4);
      context.save();
      context.beginPath();
      context.arc(0, 0, radius, 0, Math.PI * 2);
      context.clip();
      context.fillStyle = css(body);
      context.fillRect(-radius, -radius, radius * 2, radius * 2);
      context.rotate(-0.25);
      for (const band of bands) {
        context.fillStyle = css(palette.light, band.alpha);
        const sway = 0.02 * Math.sin(seconds * 0.6 + band.y * 40);
        context.beginPath();
        context.ellipse(sway, band.y, radius * 1.3, band.height, 0, 0, 7);
        context.fill();
      }
      context.rotate(0.25);
      const side = Math.sign(lightX) * radius;
      const shadow = context.createRadialGradient(
        side * 0.75,
        -radius * 0.5,
        radius * 0.3,
        side * 0.3,
        0,
        radius * 1.6,
      );
      shadow.addColorStop(0, css(palette.zenith, 0));
      shadow.addColorStop(0.75, css(palette.ground, 0.9));
      shadow.addColorStop(1, css(palette.ground, 1));
      context.fillStyle = shadow;
      context.fillRect(-radius, -radius, radius * 2, radius * 2);
      context.restore();
    },
  };
}
