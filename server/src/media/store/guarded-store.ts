import { createHealth, type Health, type HealthOptions } from '../../postgres/health.ts';
import type { MediaStore } from './store.ts';
import {
  StorageError,
  storeTroubleKind,
  wordsOfTrouble,
  type StoreTroubleKind,
} from './store-trouble.ts';

/** A store that tells how it did, and is asked in its trouble until that is over. */
export interface GuardedStore {
  store: MediaStore;
  /** For `/readyz`: true, or what is wrong with it. */
  ready(this: void): true | string;
  stop(): void;
}

type StorePart = 'read' | 'write';

const probeEveryMs = 1_000;

export function guardStore(
  bare: MediaStore,
  {
    log,
    everyMs = probeEveryMs,
  }: Pick<HealthOptions<StoreTroubleKind>, 'log'> & { everyMs?: number },
): GuardedStore {
  let timer: NodeJS.Timeout | null = null;
  const probing = new Set<StorePart>();
  const health: Health<StoreTroubleKind> = createHealth({
    name: 'storage',
    kindOf: storeTroubleKind,
    log,
    began: () => {
      timer ??= setInterval(probe, everyMs).unref();
    },
  });

  const troubleOf = (part: StorePart): StoreTroubleKind | null =>
    health.parts().find((one) => one.part === part)?.trouble ?? null;

  function stop(): void {
    if (timer) clearInterval(timer);
    timer = null;
  }

  /** A disk that hangs holds each call for ever: it is asked once at a time. */
  function probe(): void {
    const troubled = (['read', 'write'] as const).filter((part) => troubleOf(part) !== null);
    if (troubled.length === 0) stop();
    for (const part of troubled) {
      if (probing.has(part)) continue;
      probing.add(part);
      bare
        .probe(part)
        .then(
          () => {
            health.recovered(part);
          },
          (error: unknown) => {
            health.failed(part, error);
          },
        )
        .finally(() => probing.delete(part));
    }
  }

  function refuse(part: StorePart, kind: StoreTroubleKind): never {
    throw new StorageError(`Our storage ${wordsOfTrouble(kind)}.`, { kind, cause: part });
  }

  async function noted<Result>(part: StorePart, work: () => Promise<Result>): Promise<Result> {
    if (troubleOf(part) === 'silent') refuse(part, 'silent');
    try {
      const result = await work();
      health.worked(part);
      return result;
    } catch (error) {
      if (storeTroubleKind(error) !== null) health.failed(part, error);
      throw error;
    }
  }

  return {
    stop,
    ready() {
      const troubled = health
        .parts()
        .flatMap(({ part, trouble }) =>
          trouble === null ? [] : [`${part} ${wordsOfTrouble(trouble)}`],
        );
      return troubled.length === 0 || troubled.join('; ');
    },
    store: {
      ...bare,
      putFile: (path, known) => noted('write', () => bare.putFile(path, known)),
      putBytes: (bytes) => noted('write', () => bare.putBytes(bytes)),
      remove: (sha256) => noted('write', () => bare.remove(sha256)),
      writing: (work, withinMs) => noted('write', () => bare.writing(work, withinMs)),
      async checkRoom() {
        const kind = troubleOf('write');
        if (kind !== null) refuse('write', kind);
        await noted('write', () => bare.checkRoom());
      },
      probe: (part) => noted(part, () => bare.probe(part)),
      open: (sha256) => noted('read', () => bare.open(sha256)),
      take: (sha256) => noted('read', () => bare.take(sha256)),
    },
  };
}
