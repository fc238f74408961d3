import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';

/** All functions of a version, as one part of its schema: they are written together or not at all. */
export interface SchemaFunctions {
  /** One `create or replace function` each, in the order of their names. */
  texts: readonly string[];
  /** SHA-256 over all of them, in hex. */
  checksum: string;
}

export async function readFunctions(folder: URL): Promise<SchemaFunctions> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const texts = await Promise.all(
    names.map(async (name) => {
      const read = await readFile(new URL(name, folder), 'utf8');
      // Some checkouts end lines in another way.
      return read.replaceAll('\r\n', '\n');
    }),
  );
  const sum = createHash('sha256');
  for (const text of texts) sum.update(text);
  return { texts, checksum: sum.digest('hex') };
}

/** In the transaction of the migration that they belong to. One that is gone from the folder stays. */
export async function writeFunctions(client: pg.Client, { texts }: SchemaFunctions): Promise<void> {
  // They name each other in no order.
  await client.query('set local check_function_bodies = off');
  for (const text of texts) await client.query(text);
}
