import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ChildError, runInChild } from '../../media/child.ts';
import { fail, ok, type Check } from './check.ts';
import { nativeParts, type NativePart, type ToldOfPart } from './told-parts.ts';

const does: Readonly<Record<NativePart, string>> = {
  canvas: 'draws pictures',
  sharp: 'reads pictures',
  webcodecs: 'encodes H.264 and AAC',
  mediabunny: 'writes and reads MP4',
};

const told = z.strictObject({
  part: z.enum(nativeParts),
  trouble: z.string().nullable(),
}) satisfies z.ZodType<ToldOfPart>;

const wayOut = 'Run `npm ci` again on this machine, without leaving out optional parts.';

const tryMs = 30_000;
const memoryMegabytes = 512;

/** Native code may end its process instead of failing, so it is tried in a child. */
export async function checkNativeParts(): Promise<Check[]> {
  const found = new Map<NativePart, string | null>();
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-doctor-'));
  let end = 'its process ended';
  try {
    await runInChild({
      entry: new URL('native-child.ts', import.meta.url),
      input: folder,
      timeoutMs: tryMs,
      memoryMegabytes,
      onMessage(message) {
        const { data } = told.safeParse(message);
        if (data) found.set(data.part, data.trouble);
      },
    });
  } catch (error) {
    if (!(error instanceof ChildError)) throw error;
    end = error.message;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const culprit = nativeParts.find((part) => !found.has(part));
  return nativeParts.map((part) => {
    const trouble = found.get(part);
    if (trouble === null) return ok(part, `It ${does[part]}.`);
    const why = trouble ?? (part === culprit ? end : `not tried after ${String(culprit)}`);
    return fail(part, `It does not work (${why}). ${wayOut}`);
  });
}
