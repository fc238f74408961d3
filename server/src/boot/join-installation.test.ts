import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addLine } from '../lines/book/store.ts';
import { diskMark } from '../media/store/mark.ts';
import type { Database } from '../postgres/database.ts';
import { databaseUrl, testDatabase } from '../postgres/testing.ts';
import { ownPriceBook } from '../pricing/book.ts';
import { readConfig, type Config } from './config.ts';
import { InstallationError, readInstallation } from './installation.ts';
import { comparePlace, joinPlace, joinSecrets } from './join-installation.ts';
import { lookAtInstallation } from './look-at-installation.ts';
import { rotateSecret } from './rotate-secret.ts';
import { deriveKey, proofOf } from './secret.ts';
import { sealPurposes } from './sealed.ts';

let database: Database;
let url: string;
let empty: () => Promise<void>;
let drop: () => Promise<void>;
let home: string;
let count = 0;
beforeAll(async () => {
  const made = await testDatabase();
  ({ database, empty, drop } = made);
  url = databaseUrl(made.address);
  home = await mkdtemp(join(tmpdir(), 'join-'));
});
beforeEach(() => empty());
afterAll(async () => {
  await drop();
  await rm(home, { recursive: true });
});

const secret = 'the secret that all processes share';

/** Of a machine with a data directory of its own. */
function machine(more: Record<string, string> = {}): Config {
  return readConfig({
    DATABASE_URL: url,
    FILMGATE_SECRET: secret,
    FILMGATE_DATA_DIR: join(home, String(count++)),
    ...more,
  });
}

const sealLine = () =>
  addLine(database, deriveKey(secret, sealPurposes.line), {
    name: 'ark',
    dialect: 'ark',
    baseUrl: 'https://ark.example',
    secret: 'sk-ark',
    models: [],
    priority: 0,
    weight: 1,
    callRates: { create: 1, get: 1, list: 1, cancel: 1 },
    callbacks: false,
    allowPrivateHost: false,
  });

/** What it wrote to the log, by the names of facts. */
function listening() {
  const told: unknown[] = [];
  const write = (line: string) => void told.push(Object(JSON.parse(line)).fact);
  return { told, log: pino({}, { write }) };
}

const facts = async () => (await readInstallation(database)).facts;

describe('the secret', () => {
  test('of the first server is that of the installation, and another one is refused by name', async () => {
    await joinSecrets({ config: machine(), database });
    expect((await facts())?.secretProof).toEqual(proofOf(secret));
    await joinSecrets({ config: machine(), database });
    const config = machine({ FILMGATE_SECRET: 'the secret of somebody else!!!!!!' });
    const { log } = listening();
    for (const joining of [
      () => joinSecrets({ config, database }),
      () => lookAtInstallation({ config, database, log }, 'serve'),
      () => lookAtInstallation({ config, database, log }, 'write'),
    ]) {
      const refused = await joining().catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(InstallationError);
      expect(String(refused)).toContain('- secret: ');
    }
    const { told, log: heard } = listening();
    await lookAtInstallation({ config, database, log: heard }, 'read');
    expect(told).toEqual(['secret']);
  });

  test('of an installation that was served before is one that opens what it has sealed', async () => {
    await sealLine();
    const wrong = machine({ FILMGATE_SECRET: 'the secret of somebody else!!!!!!' });
    await expect(joinSecrets({ config: wrong, database })).rejects.toThrow(InstallationError);
    expect((await facts())?.secretProof ?? null).toBeNull();
    await joinSecrets({ config: machine(), database });
    expect((await facts())?.secretProof).toEqual(proofOf(secret));
  });

  test('of a data directory that lost it is not made anew', async () => {
    await joinSecrets({ config: machine(), database });
    const config: Config = { ...machine(), secret: null, databaseUrl: null };
    await expect(joinSecrets({ config, database })).rejects.toThrow(InstallationError);
    await expect(readdir(config.dataDir)).rejects.toThrow('ENOENT');
  });

  test('of before a rotation is valid in who starts later, and what it has sealed since is sealed anew', async () => {
    await joinSecrets({ config: machine(), database });
    const next = 'the secret after the rotation!!!!';
    await rotateSecret(database, { current: secret, next, overlapSeconds: 60 });
    await sealLine();
    const secrets = await joinSecrets({ config: machine({ FILMGATE_SECRET: next }), database });
    expect(secrets.keys('links')()).toEqual([deriveKey(next, 'links'), deriveKey(secret, 'links')]);
    const { rows } = await database.general.query<{ version: bigint }>('select version from lines');
    expect(rows).toEqual([{ version: 2n }]);
  });
});

describe('store and terms', () => {
  const book = ownPriceBook();
  const other = { ...book, creditsPerUsd: book.creditsPerUsd + 1 };
  const placeOf = ({ dataDir }: Config) => ({ mark: diskMark(dataDir), book });

  async function joined(config: Config, more: { book?: typeof book; isServer?: boolean } = {}) {
    const { told, log } = listening();
    const { mark } = placeOf(config);
    const { isServer = true } = more;
    await joinPlace({ config, database, log }, { mark, book: more.book ?? book }, { isServer });
    return told;
  }

  /** The same folder, other variables. */
  const again = (config: Config, more: Partial<Config>): Config => ({ ...config, ...more });

  async function first(): Promise<Config> {
    const config = { ...machine(), dataDir: await mkdtemp(join(home, 'first-')) };
    expect(await joined(config)).toEqual([]);
    return config;
  }

  test('a server is told of another price book and PUBLIC_URL than the one before had, once', async () => {
    const config = await first();
    const moved = again(config, { publicUrl: 'https://new.example' });
    expect(await joined(moved, { book: other })).toEqual(['price book', 'PUBLIC_URL']);
    expect(await joined(moved, { book: other })).toEqual([]);
    expect(await facts()).toMatchObject({
      lowestVersion: '0.1.0',
      terms: { bookVersion: book.version, publicUrl: 'https://new.example' },
    });
  });

  test('a command that renders is told as well, and notes nothing', async () => {
    const config = await first();
    const options = { book: other, isServer: false };
    expect(await joined(config, options)).toEqual(['price book']);
    expect(await joined(config, options)).toEqual(['price book']);
  });

  test('a lowest version is never lowered', async () => {
    const config = await first();
    await database.general.query("update installation set lowest_version = '0.10.0'");
    await joined(config);
    expect((await facts())?.lowestVersion).toBe('0.10.0');
    await database.general.query("update installation set lowest_version = '0.0.9'");
    await joined(config);
    expect((await facts())?.lowestVersion).toBe('0.1.0');
  });

  test('a command that keeps no files is refused at the store of another installation alone', async () => {
    await first();
    const { told, log } = listening();
    const config = { ...machine(), dataDir: await mkdtemp(join(home, 'other-')) };
    const place = placeOf(config);
    await comparePlace({ config, database, log }, place, 'write');
    await place.mark.write('another’s');
    await expect(comparePlace({ config, database, log }, place, 'write')).rejects.toThrow(
      '- store',
    );
    await comparePlace({ config, database, log }, place, 'read');
    expect(told).toEqual(['store']);
  });
});

describe('a database that this version has not brought up to date', () => {
  test('or that is empty is looked at without trouble', async () => {
    const bare = await testDatabase({ isBare: true });
    const { told, log } = listening();
    await lookAtInstallation({ config: machine(), database: bare.database, log }, 'serve');
    expect(told).toEqual([]);
    await bare.drop();
  });
});
