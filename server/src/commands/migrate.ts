import { Option, type Command } from 'commander';
import { openBeside } from '../boot/connect.ts';
import { exportRows } from '../postgres/export-rows.ts';
import { dueMigrations } from '../postgres/migrate.ts';
import { rowsOfTables, tablesOf } from '../postgres/migration-tables.ts';
import { answer, commandContext, withDatabase, type CommandContext } from './command.ts';

interface MigrateOptions {
  check?: true;
  export?: string;
}

/** `migrate`: brings the database up to date, tells what that would do, or writes what an older version kept. */
export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date, as serve does by itself')
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
  answer(
    context,
    { ok: true, pending: 0, isNew, dataDir: databaseUrl === null ? dataDir : null },
    'The database is up to date.',
  );
}

async function check(context: CommandContext): Promise<void> {
  const connected = await openBeside(context.config, context.log);
  try {
    const files = await dueMigrations(connected.database.address);
    const rows = await rowsOfTables(connected.database, files.flatMap(tablesOf));
    const pending = files.map((file) => ({
      name: file.name,
      purpose: file.purpose,
      locks: !file.isConcurrent,
      tables: tablesOf(file).flatMap((name) => {
        const about = rows.get(name);
        return about === undefined ? [] : [{ name, rows: about }];
      }),
    }));
    const text = pending.map(
      ({ name, purpose, locks, tables }) =>
        `${name}: ${purpose}\n  ${locks ? 'Locks' : 'Locks nothing; reads'} ${tables.map((one) => `${one.name} (about ${String(one.rows)} rows)`).join(', ') || 'no table that stands'}`,
    );
    answer(
      context,
      { ok: pending.length === 0, pending },
      pending.length === 0 ? 'The database is up to date.' : text.join('\n'),
    );
    if (pending.length > 0) process.exitCode = 1;
  } finally {
    await connected.close();
  }
}

async function writeExport(context: CommandContext, file: string): Promise<void> {
  const connected = await openBeside(context.config, context.log);
  try {
    const { tables, rows } = await exportRows(connected.database.address, file);
    answer(
      context,
      { ok: true, file, tables, rows },
      `${String(rows)} rows of ${String(tables)} tables are in ${file}: one line of JSON each.`,
    );
  } finally {
    await connected.close();
  }
}
