import type { Film } from './film.ts';
import type { StudioJob } from './job.ts';
import { randomFrom } from './random.ts';

/** The film that a job asks for. */
export async function openFilmOf(job: StudioJob): Promise<Film> {
  const random = randomFrom(job.prompt, job.seed);
  const hue = random.between(0, 360);
  const { width, height } = job;
  return {
    draw(context, frame) {
      const at = frame / job.frames;
      const sky = context.createLinearGradient(0, 0, 0, height);
      sky.addColorStop(0, `hsl(${String(hue + at * 30)} 55% 30%)`);
      sky.addColorStop(1, `hsl(${String(hue + 60)} 65% 65%)`);
      context.fillStyle = sky;
      context.fillRect(0, 0, width, height);
      context.fillStyle = 'rgba(255, 255, 255, 0.8)';
      context.beginPath();
      context.arc(width * (0.2 + 0.6 * at), height * 0.4, height * 0.08, 0, Math.PI * 2);
      context.fill();
    },
    close() {},
  };
}
