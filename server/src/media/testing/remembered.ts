import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { ChildError } from '../child.ts';
import { measureFiles, type MeasureFiles, type Measurement } from '../probe.ts';
import { takeStills, type StillsJob, type TakeStills, type VideoShape } from '../stills.ts';

/**
 * What child processes found out about files, by their bytes: each is looked into for the first time as ever, and
 * what comes again and again in the tests of a file needs no process each time.
 */

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

export function rememberedMeasure(): MeasureFiles {
  const known = new Map<string, Measurement>();
  return async (paths, options) => {
    const files = await Promise.all(
      paths.map(async (path) => ({ path, sha256: await sha256Of(path) })),
    );
    const strange = files.filter(({ sha256 }) => !known.has(sha256));
    if (strange.length > 0 || options.signal?.aborted === true) {
      const found = await measureFiles(
        strange.map(({ path }) => path),
        options,
      );
      for (const [index, measurement] of found.entries()) {
        known.set(strange[index]?.sha256 ?? '', measurement);
      }
    }
    return files.map(({ sha256 }) => known.get(sha256) ?? { refusal: 'was not looked at' });
  };
}

interface Seen {
  told: (VideoShape | null)[];
  /** The pictures, as far as they were made. */
  pictures: (Buffer | null)[];
  end: { measured: VideoShape | null } | { error: ChildError };
}

export function rememberedStills(): TakeStills {
  const known = new Map<string, Seen>();
  return async (job, options) => {
    const { signal, onMeasured } = options ?? {};
    if (signal?.aborted === true) return takeStills(job, options);
    const wanted = pathsOf(job).map((path) => (path === null ? '-' : 'x'));
    const key = `${await sha256Of(job.video)} ${wanted.join('')}`;
    const seen = known.get(key) ?? (await look(job, signal));
    known.set(key, seen);
    for (const shape of seen.told) onMeasured?.(shape);
    for (const [index, path] of pathsOf(job).entries()) {
      const picture = seen.pictures[index] ?? null;
      if (path !== null && picture !== null) await writeFile(path, picture);
    }
    if ('error' in seen.end) throw seen.end.error;
    return seen.end.measured;
  };
}

function pathsOf({ first, last, thumb = null, strip = null }: StillsJob): (string | null)[] {
  return [first, last, thumb, strip];
}

async function look(job: StillsJob, signal: AbortSignal | undefined): Promise<Seen> {
  const told: Seen['told'] = [];
  const end = await takeStills(job, {
    ...(signal === undefined ? {} : { signal }),
    onMeasured: (shape) => told.push(shape),
  }).then(
    (measured) => ({ measured }),
    (error: unknown) => {
      // Only what the file itself brought about is true of it the next time.
      if (!(error instanceof ChildError) || error.end === 'aborted' || error.code !== '') {
        throw error;
      }
      return { error };
    },
  );
  const pictures = await Promise.all(
    pathsOf(job).map(async (path) => (path === null ? null : readFile(path).catch(() => null))),
  );
  return { told, pictures, end };
}
