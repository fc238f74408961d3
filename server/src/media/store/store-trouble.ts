import { isTransient } from '../../postgres/transient.ts';

/**
 * What is trouble of our storage, in one table: a disk that is full, read-only or silent, a bucket that is away.
 * Whoever meets one answers "try again": it says nothing of what was to be stored.
 */
export type StoreTroubleKind =
  'full' | 'read_only' | 'handles' | 'forbidden' | 'broken' | 'silent' | 'unreachable';

/** Of the system. Sockets have most of these as well, but none of them in a call that names a file. */
const codes: Readonly<Record<string, StoreTroubleKind>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'read_only',
  EMFILE: 'handles',
  ENFILE: 'handles',
  ENOMEM: 'handles',
  // No more processes, for a file to be looked into.
  EAGAIN: 'handles',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EIO: 'broken',
  ENXIO: 'broken',
  ENODEV: 'broken',
  ESTALE: 'broken',
  ENOTCONN: 'broken',
  ETIMEDOUT: 'silent',
};

const words: Readonly<Record<StoreTroubleKind, string>> = {
  full: 'has no room left',
  read_only: 'is read-only',
  handles: 'has no handles left',
  forbidden: 'is closed to this process',
  broken: 'fails',
  silent: 'does not answer in time',
  unreachable: 'cannot be reached',
};

/** For operators, without a path or a host. */
export function wordsOfTrouble(kind: StoreTroubleKind): string {
  return words[kind];
}

/** Our storage does not do what it should. The message is a sentence or two for operators, and names no path. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  /** Null: no passing trouble, but something wrong with what is stored. */
  readonly kind: StoreTroubleKind | null;
  constructor(
    message: string,
    { kind = null, cause }: { kind?: StoreTroubleKind | null; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.kind = kind;
  }
}

const socketCalls = /^(?:accept|bind|connect|getaddrinfo|listen|recv|send|shutdown|socket)/u;

/** Null: it is no trouble of our storage. */
export function storeTroubleKind(error: unknown): StoreTroubleKind | null {
  if (error instanceof StorageError) return error.kind;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return null;
  const { code } = error;
  if ('syscall' in error && socketCalls.test(String(error.syscall))) {
    return code === 'EMFILE' || code === 'ENFILE' ? 'handles' : null;
  }
  // `read` and `write` are calls of both; what only sockets say there is not in the table.
  return ['syscall', 'path', 'end'].some((fact) => fact in error) ? (codes[code] ?? null) : null;
}

/** Trouble of the database or of our storage that passes: whoever met it has told of it, once. */
export function isToldTrouble(error: unknown): boolean {
  return isTransient(error) || storeTroubleKind(error) !== null;
}

/** What the disk said as a StorageError; what is no trouble of it stays as it is. */
export function asStorageError(error: unknown): unknown {
  const kind = storeTroubleKind(error);
  if (kind === null || error instanceof StorageError) return error;
  return new StorageError(`Our storage ${words[kind]}.`, { kind, cause: error });
}

/** For what was written in vain: its removal must not take the time that is left for the answer. */
export async function lightly(call: Promise<unknown>): Promise<void> {
  await inTime(call, 1_000).catch(() => undefined);
}

/** So long the disk may take for one call: what it says of a file, a piece of it, a name. */
export const diskMs = 8_000;

/** Rejects with StorageError where the disk says nothing in time. The call itself cannot be taken back. */
export async function inTime<Result>(call: Promise<Result>, withinMs = diskMs): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StorageError(`Our storage ${words.silent}.`, { kind: 'silent' }));
    }, withinMs);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
