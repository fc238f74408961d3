import { registerHooks } from 'node:module';

/**
 * Imported before a child of the studio begins: of its film it draws the first frame, the last one and one in each
 * second, the encoder gets the same picture again in between, and spends few bits on it. The film is as long and as
 * large, and its ends are what they would be. How films move and look is tried beside the studio, which draws and
 * encodes for most of the time that a film takes.
 */

const studio = new URL('../../../src/studio/', import.meta.url);
const films = new URL('films.ts', studio).href;
const encode = new URL('encode.ts', studio).href;

const sparse = `
import { openFilmOf as openWhole } from ${JSON.stringify(`${films}?whole`)};

export async function openFilmOf(job) {
  const film = await openWhole(job);
  // A mark is drawn over what stands there, and a clip is read on from frame to frame.
  if (job.watermark || job.media.some(({ kind }) => kind === 'video')) return film;
  return {
    async draw(context, frame) {
      if (frame % job.framesPerSecond === 0 || frame === job.frames - 1) await film.draw(context, frame);
    },
    close: () => film.close(),
  };
}
`;

const bits = 'bitrate: bitsPerSecond(format)';

function withFewBits(text: string): string {
  if (!text.includes(bits)) throw new Error(`${encode} no longer says ${bits}`);
  return text.replace(bits, `${bits} / 8`);
}

registerHooks({
  load(url, context, next) {
    if (url === films) return { format: 'module', source: sparse, shortCircuit: true };
    const loaded = next(url, context);
    if (url !== encode) return loaded;
    // What is read from a file has its bytes.
    const bytes = loaded.source as Uint8Array;
    return { ...loaded, source: withFewBits(Buffer.from(bytes).toString()) };
  },
});
