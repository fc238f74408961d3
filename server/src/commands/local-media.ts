import { copyFile, rm, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { kindOfRole } from '../generation/modes.ts';
import type { MediaAsk } from '../generation/request.ts';
import { mediaLimits, megabytes } from '../media/limits.ts';
import type { App } from '../boot/compose.ts';
import { CommandError } from './command.ts';
import type { NamedMedium } from './generation-options.ts';

/**
 * A medium as the core takes it. A local file is first copied to our storage and then named by one of
 * our own signed URLs, so that the one intake measures it like any other. Throws CommandError.
 */
export async function toMediaAsk(
  named: NamedMedium,
  { store, urls }: Pick<App, 'store' | 'urls'>,
): Promise<MediaAsk> {
  const { source, role, field } = named;
  const kind = kindOfRole[role];
  if (/^(https?|data):/i.test(source)) return { url: source, kind, role, field };
  await checkFile(source, field, mediaLimits[kind].bytesMax);
  const copy = store.temporaryPath();
  try {
    await copyFile(source, copy);
    const { sha256 } = await store.putFile(copy);
    return { url: urls.signMediaUrl(sha256 + extensionOf(source)), kind, role, field };
  } finally {
    await rm(copy, { force: true });
  }
}

async function checkFile(path: string, field: string, bytesMax: number): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) {
    throw new CommandError(`${field}: there is no such file; give a path or an http(s) URL`);
  }
  // Before it is copied; the intake would refuse it as well.
  if (found.size > bytesMax) {
    throw new CommandError(`${field} is larger than ${megabytes(bytesMax)}: make it smaller`);
  }
}

/** With its dot. It tells nothing: what a file is, its bytes say. */
function extensionOf(path: string): string {
  const extension = extname(path).toLowerCase();
  return /^\.[a-z0-9]{1,8}$/.test(extension) ? extension : '.bin';
}
