import { color, css, mix } from '../color.ts';
import { seenAt, shaded } from './air.ts';
import { enter } from './layer.ts';
import type { Layer, Stage } from './layer.ts';
import { paintedBox } from './plate.ts';

/** Reeds in the lower corners, before the water. */
export function reeds(stage: Stage): Layer {
  const { season } = stage.board;
  const random = stage.board.random('reeds');
  const own = color(season === 'autumn' ? '#a5803a' : season === 'winter' ? '#a9a79c' : '#557a3a');
  const tone = shaded(stage, seenAt(stage, 1, own), 0.45);
  const edge = 1.04 - stage.horizon;
  const box = { left: -0.4, right: 0.4, top: edge - 0.5, bottom: edge + 0.1 };
  const bush = paintedBox(stage, box, (context) => {
    for (let at = 0; at < 90; at += 1) {
      const x = (random.next() + random.next() - 1) * 0.26;
      const height = random.between(0.12, 0.4) * (1 - Math.abs(x) * 1.8);
      const lean = random.between(-0.09, 0.09) + x * 0.2;
      context.strokeStyle = css(mix(tone, own, random.next() * 0.3));
      context.lineWidth = random.between(0.003, 0.006);
      context.beginPath();
      context.moveTo(x, edge + 0.08);
      context.quadraticCurveTo(x, edge - height * 0.5, x + lean, edge - height);
      context.stroke();
      if (random.next() < 0.22) {
        context.fillStyle = css(shaded(stage, seenAt(stage, 1, color('#6b4a2c')), 0.3));
        context.beginPath();
        context.ellipse(x + lean, edge - height, 0.007, 0.028, lean, 0, 7);
        context.fill();
      }
    }
  });
  return {
    draw(context, { seconds, view }) {
      [-1, 1].forEach((side) => {
        enter(context, stage, view, 1);
        const lean = 0.03 * Math.sin(seconds * 1.2 + side);
        context.translate(side * stage.aspect * 0.44, 0);
        context.transform(side, 0, lean, 1, -lean * edge, 0);
        context.drawImage(bush, box.left, box.top, box.right - box.left, box.bottom - box.top);
      });
    },
  };
}
