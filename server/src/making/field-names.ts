import type { Failure } from '../generation/problems.ts';
import type { FieldNames } from '../generation/request.ts';
import type { Database } from '../postgres/database.ts';
import { withNames } from './told-names.ts';

/** How the dialect of a line names the fields of a request, and how others do. */
export interface NamesOfFields {
  line: FieldNames;
  of(dialect: string): FieldNames | undefined;
}

/** A failure with the fields that its upstream names as the client named them that made the task. */
export async function inFieldsOf(
  database: Database,
  taskId: string,
  names: NamesOfFields,
  failure: Failure,
): Promise<Failure> {
  const { rows } = await database.work.query<{ dialect: string }>({
    name: 'dialect of task',
    text: 'select dialect from tasks where id = $1',
    values: [taskId],
  });
  const theirs = names.of(rows[0]?.dialect ?? '');
  if (!theirs) return failure;
  const message = renamed(failure.message, names.line, theirs);
  if (message === failure.message) return failure;
  // Media may be named anew already.
  const said = failure.upstream?.message ?? failure.message;
  return { ...failure, message, upstream: { ...failure.upstream, message: said } };
}

/** Fields that are one value each: what they are named by may be a word of any sentence otherwise. */
const values = ['seconds', 'resolution', 'ratio', 'generateAudio', 'returnLastFrame'] as const;

/** Only where a word is marked as the name of a field. */
function renamed(message: string, from: FieldNames, to: FieldNames): string {
  const names = new Map(
    values.flatMap((value) => {
      const [theirs, ours] = [from[value], to[value]];
      return theirs === undefined || ours === undefined ? [] : [[theirs, ours] as const];
    }),
  );
  return withNames(message, (told, isMarked) => (isMarked ? names.get(told) : undefined));
}
