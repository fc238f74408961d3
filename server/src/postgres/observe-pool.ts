import type pg from 'pg';
import type { Health } from './health.ts';

type Answered = (error: Error | undefined, ...rest: unknown[]) => void;
type Call = (...args: unknown[]) => unknown;

/** Tells `health` how each connection and each statement of a pool ended, whoever sent it. */
export function observePool(pool: pg.Pool, part: string, health: Health): void {
  const note = (error: unknown): void => {
    if (error) health.failed(part, error);
    else health.worked(part);
  };
  // A connection that was got says nothing yet: its statement will.
  const noteFailure = (error: unknown): void => {
    if (error) health.failed(part, error);
  };
  pool.connect = watched(pool.connect.bind(pool), noteFailure);
  pool.on('connect', (client) => {
    client.query = watched(client.query.bind(client), note);
  });
}

/** The same function, in both of the driver's manners: with a callback as its last argument, or a promise. */
function watched<Func>(func: Func, note: (error: unknown) => void): Func {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- called with what its callers gave
  const call = func as Call;
  const same = (...args: unknown[]): unknown => {
    const last = args.at(-1);
    if (typeof last === 'function') {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the driver calls back error first
      const answered = last as Answered;
      const noted: Answered = (error, ...rest) => {
        note(error);
        answered(error, ...rest);
      };
      return call(...args.slice(0, -1), noted);
    }
    const result = call(...args);
    if (result instanceof Promise) result.then(() => note(null), note);
    return result;
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it takes and gives the same
  return same as Func;
}
