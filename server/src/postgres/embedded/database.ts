import { Client } from 'pg';
import { connectionBy, database, superuser, user } from './settings.ts';

/**
 * Makes our user and our database where a server lacks them: initdb makes neither. The user owns
 * the database, may make others, and is no superuser.
 */
export async function createDatabase(socketFolder: string): Promise<void> {
  const client = new Client({
    ...connectionBy(socketFolder),
    user: superuser,
    database: 'postgres',
    // Not what the environment says for other servers.
    ssl: false,
  });
  await client.connect();
  try {
    const roles = await client.query('select from pg_roles where rolname = $1', [user]);
    if (roles.rowCount === 0) await client.query(`create role ${user} login createdb`);
    const databases = await client.query('select from pg_database where datname = $1', [database]);
    if (databases.rowCount === 0) await client.query(`create database ${database} owner ${user}`);
  } finally {
    await client.end();
  }
}
