import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Dialect, FileCommand, Operation } from '../dialects/mechanism.ts';
import { refuse } from '../generation/problems.ts';
import { FetchRefusal } from '../media/fetch.ts';
import { extensionOf } from '../media/file-types.ts';
import type { MediaStore } from '../media/store/store.ts';
import { lightly } from '../media/store/store-trouble.ts';
import type { Database } from '../postgres/database.ts';
import { urlAt } from '../lines/book/base-url.ts';
import type { FormerAccess, FormerPlatforms } from './former.ts';
import { findFormerFile, keepFormerFile } from './former-access.ts';

export interface FormerFileParts {
  database: Database;
  formers: Pick<FormerPlatforms, 'mayAsk' | 'consult'>;
  store: MediaStore;
  log: Logger;
}

/**
 * Files of tasks at former platforms, for dialects whose clients ask for them by the task's id. They are
 * copied to our storage and served from there, with ranges, also when they are gone at their origin.
 */
export interface FormerFiles {
  /**
   * The file's name in our storage; null where the task may not be read through or is missing there. Throws
   * ProblemError: `not_finished`, and `overloaded` while the copy takes longer than a client may wait.
   */
  nameOf(accountId: string, dialect: Dialect, command: FileCommand): Promise<string | null>;
}

/** A client waits for the copy as long as it does for our own (see http/stored-media.ts). */
const waitMs = 25_000;
const downloadMs = 600_000;
const bytesMax = 2 * 1024 * 1024 * 1024;
const fileTypes: ReadonlySet<string> = new Set([
  'video/mp4',
  'image/jpeg',
  'image/png',
  'image/webp',
]);

export function createFormerFiles({ database, formers, store, log }: FormerFileParts): FormerFiles {
  /** Copies under way: whoever asks again waits for the same one. */
  const copying = new Map<string, Promise<string>>();

  function copyOnce(
    formerId: string,
    access: FormerAccess,
    dialect: Dialect,
    command: FileCommand,
  ) {
    const place = `${formerId} ${command.file} ${command.id}`;
    const running = copying.get(place);
    if (running) return running;
    const began = copy(store, access, dialect, command).then(async (name) => {
      await keepFormerFile(database, { formerId, taskId: command.id, file: command.file }, name);
      return name;
    });
    copying.set(place, began);
    began.then(
      () => copying.delete(place),
      (error: unknown) => {
        copying.delete(place);
        log.warn({ former: formerId, error: String(error) }, 'a former file was not copied');
      },
    );
    return began;
  }

  return {
    async nameOf(accountId, dialect, command) {
      const { id, file } = command;
      const get = dialect.operations.find((one): one is Operation<'get'> => one.does === 'get');
      const asked = get?.asks.encode({ id });
      if (!get || !asked || 'unsayable' in asked) return null;
      const former = await formers.mayAsk({ accountId, id, dialects: [dialect.name] });
      if (!former) return null;
      const known = await findFormerFile(database, { formerId: former.id, taskId: id, file });
      if (known !== null) return known;
      const found = await formers.consult({
        accountId,
        id,
        dialect,
        operation: get,
        call: asked.said,
      });
      if (!found) return null;
      const { state } = get.answers.decode(found.body);
      if (state !== 'succeeded') {
        throw refuse(
          'not_finished',
          `There is no file: the task is ${state ?? 'running'}. Read the task until it has succeeded.`,
        );
      }
      return inTime(copyOnce(former.id, found.access, dialect, command));
    },
  };
}

async function copy(
  store: MediaStore,
  access: FormerAccess,
  dialect: Dialect,
  command: FileCommand,
): Promise<string> {
  const [place] = dialect.files ?? [];
  if (!place) throw new Error(`${dialect.name} has no files`);
  const path = store.temporaryPath();
  try {
    const url = urlAt(access.baseUrl, place.path, place.asks.encode(command));
    await store.checkRoom();
    const { sha256, contentType } = await store.writing(() =>
      access.fetch.download(url, path, {
        bytesMax,
        totalMs: downloadMs,
        headers: access.headers,
      }),
    );
    if (contentType === null || !fileTypes.has(contentType)) {
      throw new FetchRefusal('status', `The file is ${contentType ?? 'of no type'}, and no film.`);
    }
    await store.putFile(path, { sha256, isPatient: true });
    return sha256 + extensionOf(contentType);
  } finally {
    await lightly(rm(path, { force: true }));
  }
}

/** The copy goes on where it takes too long, or is told of as what could not be had at the moment. */
async function inTime(copied: Promise<string>): Promise<string> {
  const timer = new AbortController();
  const late = wait(waitMs, null, { signal: timer.signal, ref: false }).catch(() => null);
  try {
    const name = await Promise.race([copied, late]);
    if (name !== null) return name;
  } catch (error) {
    if (!(error instanceof FetchRefusal)) throw error;
  } finally {
    timer.abort();
  }
  throw refuse('overloaded', 'The file is still being fetched: ask for it again in a moment.', {
    retryAfterSeconds: 5,
  });
}
