import type { Database } from '../../postgres/database.ts';
import type { Claimed } from '../../work/claim.ts';
import { fileNames } from '../rows.ts';

/** Small pictures of films that are made when somebody first asks, and thumbs that were made beside their poster. */

const pictureKinds = ['thumb', 'strip'] as const;
type PictureKind = (typeof pictureKinds)[number];

export interface PictureKey {
  taskId: string;
  kind: PictureKind;
}

/** Of a file's name in signed URLs; null where it names no such picture. */
export function pictureOfName(taskId: string, name: string): PictureKey | null {
  const kind = pictureKinds.find((one) => fileNames[one](taskId) === name);
  return kind === undefined ? null : { taskId, kind };
}

/** `sha256`: null where the film cannot be decoded. Null: it has none yet, or nobody may see its task. */
export async function findPicture(
  database: Pick<Database, 'reads'>,
  { taskId, kind }: PictureKey,
): Promise<{ sha256: string | null } | null> {
  const { rows } = await database.reads.query<{ sha256: string | null }>({
    name: 'find picture',
    text: `
select p.sha256 from task_pictures p join tasks t on t.id = p.task_id
 where p.task_id = $1 and p.kind = $2 and t.state = 'succeeded' and t.forgotten_at is null`,
    values: [taskId, kind],
  });
  return rows[0] ?? null;
}

/** Made in the same pass as the poster, by whoever collects the film. */
export async function noteThumb(
  database: Pick<Database, 'work'>,
  taskId: string,
  sha256: string,
): Promise<void> {
  await database.work.query({
    name: 'note thumb',
    text: `
insert into task_pictures (task_id, kind, account_id, sha256)
select t.id, 'thumb', t.account_id, $2::text from tasks t where t.id = $1
on conflict (task_id, kind) do nothing`,
    values: [taskId, sha256],
  });
}

/** The account’s own, so that nobody waits behind another’s. */
const queue = `'pictures:' || t.account_id`;

/**
 * Has a picture of a film that is stored made: however often, and by however many at once, it is one piece of work.
 * Nothing is done where nobody may see the task.
 */
export async function askForPicture(
  database: Pick<Database, 'general'>,
  { taskId, kind }: PictureKey,
): Promise<void> {
  await database.general.query({
    name: 'ask for picture',
    text: `
insert into work (step, subject_id, queue, account_id)
select 'picture', $2::text || '.' || t.id, ${queue}, t.account_id from tasks t
 where t.id = $1 and t.state = 'succeeded' and t.forgotten_at is null
   and t.output #>> '{files,video}' is not null
   and not exists (select from task_pictures p where p.task_id = t.id and p.kind = $2)
on conflict (step, subject_id) do nothing`,
    values: [taskId, kind],
  });
}

/** What a piece of that work is about. */
export function pictureOfWork(subjectId: string): PictureKey {
  const kind = pictureKinds.find((one) => subjectId.startsWith(`${one}.`));
  if (kind === undefined) throw new Error(`no picture is called ${subjectId}`);
  return { taskId: subjectId.slice(kind.length + 1), kind };
}

/** The hash of a film's file; null where nobody wants a picture of it any more. */
export async function findFilm(
  database: Pick<Database, 'work'>,
  taskId: string,
): Promise<string | null> {
  const { rows } = await database.work.query<{ video: string | null }>({
    name: 'find film',
    text: `
select t.output #>> '{files,video}' as video from tasks t where t.id = $1 and t.forgotten_at is null`,
    values: [taskId],
  });
  return rows[0]?.video ?? null;
}

/** Ends the work with what was made; null: there will never be one. A claim that went to another holder ends nothing. */
export async function endPicture(
  database: Pick<Database, 'work'>,
  { subjectId, token }: Claimed,
  sha256: string | null,
): Promise<void> {
  const { taskId, kind } = pictureOfWork(subjectId);
  await database.work.query({
    name: 'end picture',
    text: `
with done as (
  delete from work where step = 'picture' and subject_id = $1 and claim_token = $2 returning subject_id
)
insert into task_pictures (task_id, kind, account_id, sha256)
select t.id, $4::text, t.account_id, $5::text from done cross join tasks t where t.id = $3
on conflict (task_id, kind) do nothing`,
    values: [subjectId, token, taskId, kind, sha256],
  });
}
