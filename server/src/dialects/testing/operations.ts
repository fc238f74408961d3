/** Short ways to an operation of a dialect, for its tests. */
import type { AnyOperation, Deed, Dialect } from '../mechanism.ts';

export function operationOf<D extends Deed>(dialect: Dialect, does: D) {
  const isIt = (operation: AnyOperation): operation is Extract<AnyOperation, { does: D }> =>
    operation.does === does;
  const found = dialect.operations.find(isIt);
  if (!found) throw new RangeError(`${dialect.name} does not ${does}`);
  return found;
}

/** As `operationOf`, where a dialect has several that do the same. */
export function operationAt<D extends Deed>(dialect: Dialect, does: D, path: string) {
  const operations = dialect.operations.filter((operation) => operation.path === path);
  return operationOf({ ...dialect, operations }, does);
}

/** The body of a call, with nothing else in it. */
export function callWith(body: unknown) {
  return { path: {}, query: {}, body };
}
