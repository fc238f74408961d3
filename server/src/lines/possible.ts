import type { Dialect } from '../dialects/mechanism.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import type { LineBook } from './book.ts';
import { cannotTake } from './http-create.ts';
import type { HttpLineParts } from './http-line.ts';

export interface PossibleParts {
  book: Pick<LineBook, 'lines' | 'serves'>;
  dialects: ReadonlyMap<string, Dialect>;
  mediaUrl: HttpLineParts['mediaUrl'];
}

/**
 * Whether any line can ever take a live task, whatever it has to do just now: what none can is refused
 * before anything is held for it. Where no line serves the family, the studio takes it.
 */
export function isPossible(
  { book, dialects, mediaUrl }: PossibleParts,
  request: PlannedRequest,
): boolean {
  if (!book.serves(request.family)) return true;
  return book.lines().some(({ line }) => {
    if (!line.models.some(({ family }) => family === request.family)) return false;
    const dialect = dialects.get(line.dialect);
    return dialect !== undefined && cannotTake({ line, dialect, mediaUrl }, request) === null;
  });
}
