import { Option, type Command } from 'commander';
import { openBeside } from '../boot/connect.ts';
import type { Database } from '../postgres/database.ts';
import { exportRows } from '../postgres/export-rows.ts';
import { dueMigrations } from '../postgres/migrate.ts';
import { rowsOfTables, tablesOf } from '../postgres/migration-tables.ts';
import { printAnswer, commandContext, withDatabase, type CommandContext } from './command.ts';

interface MigrateOptions {
  check?: true;
  export?: string;
}

/** `migrate`: brings the database up to date, tells what that would do, or writes what an older version kept. */
export function addMigrateCommand(migrate: Command): void {
  migrate
    .addOption(
      new Option('--check', 'say what there is to do; exit code 1 where it is something').conflicts(
        'export',
      ),
    )
    .option('--export <file>', 'write all rows of every table to a new file, and change nothing')
    .action(async (options: MigrateOptions, command: Command) => {
      const context = commandContext(command.optsWithGlobals());
      if (options.check) await check(context);
      else if (options.export === undefined) await bringUpToDate(context);
      else await writeExport(context, options.export);
    });
}

async function bringUpToDate(context: CommandContext): Promise<void> {
  const isNew = await withDatabase(context, (connected) => Promise.resolve(connected.isNew), {
    mayMake: true,
    mayMigrate: true,
  });
  const { databaseUrl, dataDir } = context.config;
  printAnswer(
    context,
    { ok: true, pending: 0, isNew, dataDir: databaseUrl === null ? dataDir : null },
    'The database is up to date.',
  );
}

/** With the database as it is found, which may be an older one. */
async function asFound(
  { config, log }: CommandContext,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const connected = await openBeside(config, log);
  try {
    await work(connected.database);
  } finally {
    await connected.close();
  }
}

function check(context: CommandContext): Promise<void> {
  return asFound(context, async (database) => {
    const files = (await dueMigrations(database.address)).map((file) => ({
      ...file,
      touches: tablesOf(file),
    }));
    const rows = await rowsOfTables(
      database,
      files.flatMap(({ touches }) => touches),
    );
    const pending = files.map(({ name, purpose, way, touches }) => ({
      name,
      purpose,
      locks: way === 'at once',
      tables: touches.flatMap((table) => {
        const about = rows.get(table);
        return about === undefined ? [] : [{ name: table, rows: about }];
      }),
    }));
    const text = pending.map(
      ({ name, purpose, locks, tables }) =>
        `${name}: ${purpose}\n  ${locks ? 'Locks' : 'Locks nothing for long; reads'} ${tables.map((one) => `${one.name} (about ${String(one.rows)} rows)`).join(', ') || 'no table that stands'}`,
    );
    printAnswer(
      context,
      { ok: pending.length === 0, pending },
      pending.length === 0 ? 'The database is up to date.' : text.join('\n'),
    );
    if (pending.length > 0) process.exitCode = 1;
  });
}

function writeExport(context: CommandContext, file: string): Promise<void> {
  return asFound(context, async ({ address }) => {
    const { tables, rows } = await exportRows(address, file);
    printAnswer(
      context,
      { ok: true, file, tables, rows },
      `${String(rows)} rows of ${String(tables)} tables are in ${file}: one line of JSON each.`,
    );
  });
}
