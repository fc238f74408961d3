import type { StudioMedium } from './job.ts';

/** Runs a step on a medium; its failure says which medium it was, in words for a customer. */
export async function reading<T>(
  media: readonly StudioMedium[],
  medium: StudioMedium,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const reason = words.replaceAll(medium.path, 'the file');
    const place = `media[${String(media.indexOf(medium))}]`;
    throw new Error(`${place} (${medium.role}) cannot be read as ${medium.kind}: ${reason}`, {
      cause: error,
    });
  }
}
