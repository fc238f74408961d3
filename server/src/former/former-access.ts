import type { Database } from '../postgres/database.ts';
import { formerColumns, formerOf, type FormerPlatform, type FormerRow } from './former-store.ts';

/** What is read and noted each time that a task is read through to a former platform. */

/** Whose task is asked for, and in which dialects it may be known. */
export interface FormerTask {
  accountId: string;
  id: string;
  dialects: readonly string[];
}

/**
 * The former platform that may be asked for a task of an account, of those that speak one of `dialects`;
 * null: none may. It may with the account's own key, or where the task is listed for the account. A task
 * of ours, whoever's, what an attempt of ours became at an upstream, and what is listed for another
 * account are never asked for.
 */
export async function findFormer(
  database: Database,
  { accountId, id, dialects }: FormerTask,
): Promise<FormerPlatform | null> {
  const { rows } = await database.reads.query<FormerRow>({
    name: 'find former platform',
    text: `
select ${formerColumns}
  from former_platforms f
  left join former_tasks t
    on t.task_id = $2 and t.dialect = f.dialect and t.account_id = f.account_id
 where f.account_id = $1 and f.dialect = any ($3)
   and (t.task_id is not null or f.key_sealed is not null)
   and not exists (select from former_tasks o where o.task_id = $2 and o.account_id <> $1)
   and not exists (select from tasks own where own.id = $2)
   and not exists (select from upstream_tasks u where u.upstream_id = $2)
 order by t.task_id is null, array_position($3, f.dialect)
 limit 1`,
    values: [accountId, id, dialects],
  });
  const [row] = rows;
  return row ? formerOf(row) : null;
}

export interface FormerFile {
  formerId: string;
  taskId: string;
  file: 'video' | 'poster';
}

/** The name of a file that was fetched before; null where it was not. */
export async function findFormerFile(
  database: Database,
  { formerId, taskId, file }: FormerFile,
): Promise<string | null> {
  const { rows } = await database.reads.query<{ name: string }>({
    name: 'find former file',
    text: 'select name from former_files where former_id = $1 and task_id = $2 and file = $3',
    values: [formerId, taskId, file],
  });
  return rows[0]?.name ?? null;
}

/** No error where the former platform was removed meanwhile: its files are then nobody's. */
export async function keepFormerFile(
  database: Database,
  { formerId, taskId, file }: FormerFile,
  name: string,
): Promise<void> {
  await database.general.query(
    `insert into former_files (former_id, task_id, file, name)
     select id, $2, $3, $4 from former_platforms where id = $1
     on conflict (former_id, task_id, file) do update set name = excluded.name`,
    [formerId, taskId, file, name],
  );
}
