import type { Logger } from 'pino';
import type { FamilyName } from '../../generation/families.ts';
import type { Database } from '../../postgres/database.ts';
import { startLoop } from '../../work/loop.ts';
import type { Wake } from '../../work/wake.ts';
import type { Line } from './line.ts';
import { unsealWith, type Keys } from '../../postgres/seal.ts';
import { readLines, type StoredLine } from './store.ts';

/** The lines as this process knows them: read anew now and then, and when somebody says so. */
export interface LineRegistry {
  lines(): readonly OpenLine[];
  /** Whether any line serves a family, even one that takes nothing at the moment. */
  serves(family: FamilyName): boolean;
  /** Calls back after every reading that found something changed. */
  onChange(listener: () => void): void;
  refresh(): Promise<void>;
  /** Seal and open the secrets of lines. */
  keys: Keys;
  close(): Promise<void>;
}

export interface OpenLine {
  line: Line;
  secret: string | null;
  /** Its secret does not open here: another process may speak with it, this one must not. */
  isLocked?: true;
}

const everyMs = 2_000;

/** Rejects where the lines cannot be read at the start; later it goes on with what it knows. */
export async function openLineRegistry(parts: {
  database: Database;
  wake: Wake;
  /** Derived for sealing lines' secrets. */
  keys: Keys;
  log: Logger;
}): Promise<LineRegistry> {
  const { database, wake, keys, log } = parts;
  const listeners: (() => void)[] = [];
  let known = '';
  let open: readonly OpenLine[] = [];

  async function refresh(): Promise<void> {
    const read = await readLines(database);
    // A rotated secret opens what its predecessor did not.
    const now = fingerprint(read, keys);
    if (now === known) return;
    known = now;
    open = read.flatMap((one) => opened(one, keys, log));
    for (const listener of listeners) listener();
  }

  await refresh();
  const reading = startLoop({
    name: 'read lines',
    topic: 'lines',
    everyMs,
    wake,
    log,
    async turn() {
      await refresh();
      return false;
    },
  });
  return {
    lines: () => open,
    serves: (family) =>
      open.some(({ line }) => line.models.some((model) => model.family === family)),
    onChange: (listener) => {
      listeners.push(listener);
    },
    refresh,
    keys,
    close: () => reading.stop(),
  };
}

function opened({ line, secretSealed }: StoredLine, keys: Keys, log: Logger): OpenLine[] {
  const secret = secretSealed && unsealWith(keys, line.id, secretSealed);
  if (secretSealed !== null && secret === null) {
    log.error(
      { line: line.name },
      'the secret of a line does not open with this FILMGATE_SECRET: give the former one, or the line its secret anew',
    );
    // It still serves its models, so that nothing falls back to the studio meanwhile.
    return [{ line: { ...line, enabled: false }, secret: null, isLocked: true }];
  }
  return [{ line, secret }];
}

function fingerprint(lines: readonly StoredLine[], keys: Keys): string {
  return JSON.stringify([
    keys().map((key) => key.toString('base64')),
    lines.map(({ line, secretSealed }) => [line, secretSealed?.toString('base64')]),
  ]);
}
