import type { KeyCheck } from '../accounts/keys.ts';
import type { Dialect, ModelOffer } from '../dialects/mechanism.ts';
import { modelsOf } from '../generation/catalogue.ts';
import { refuse } from '../generation/problems.ts';
import type { TaskView } from '../generation/view.ts';
import type { PriceBook } from '../pricing/book.ts';
import { perSecondOffer } from '../pricing/offer.ts';
import { isConnectionTrouble } from '../postgres/database.ts';
import { cancelTask, type CancelParts } from '../tasks/cancel.ts';
import { taskNotFound } from '../tasks/read.ts';
import { isFinalRow, toView, type TaskRow } from '../tasks/rows.ts';
import type { Submit } from '../tasks/submit.ts';
import type { Door } from './door.ts';

export interface CoreDoorParts extends CancelParts {
  keys: KeyCheck;
  submit: Submit;
  book: PriceBook;
  sign(fileName: string): string;
}

/** The door to the core: where a lost database is a passing trouble, whatever was asked. */
export function createDoor(parts: CoreDoorParts): Door {
  const { keys, submit, reader, book, sign } = parts;
  const viewOf = viewer(sign);
  return {
    authenticate: (key) => passing(keys.check(key)),
    async create(principal, order) {
      const { row, replayed } = await passing(submit(principal, order));
      return { view: toView(row, sign), replayed };
    },
    async get({ accountId }, id) {
      const row = await passing(reader.read({ accountId, id }));
      if (!row) throw taskNotFound();
      return viewOf(row);
    },
    async cancel({ accountId }, id) {
      return toView(await passing(cancelTask(parts, { accountId, id })), sign);
    },
    models: (dialect) => offers(dialect, book),
  };
}

/** Signed links hold for a day: a view that is made again within the hour would be the same. */
const viewMs = 3_600_000;

/**
 * The view of a row. A finished task's row is kept by the reader, and so is its view with it: to sign
 * its links at every read would be half of what such a read costs.
 */
function viewer(sign: (fileName: string) => string): (row: TaskRow) => TaskView {
  const kept = new WeakMap<TaskRow, { view: TaskView; hour: number }>();
  return (row) => {
    const hour = Math.floor(Date.now() / viewMs);
    const known = kept.get(row);
    if (known?.hour === hour) return known.view;
    const view = toView(row, sign);
    if (isFinalRow(row)) kept.set(row, { view, hour });
    return view;
  };
}

async function passing<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!isConnectionTrouble(error)) throw error;
    throw refuse(
      'overloaded',
      'The service cannot reach its database at the moment; send the request again shortly, with the same Idempotency-Key if it has one.',
      { retryAfterSeconds: 1 },
    );
  }
}

function offers(dialect: Dialect, book: PriceBook): ModelOffer[] {
  return modelsOf(dialect.name).flatMap((model) => {
    const offer = perSecondOffer(book, model.priceName);
    if (!offer) return [];
    const { limits } = model;
    return {
      id: model.name,
      title: model.title,
      seconds: limits.seconds,
      ratios: limits.ratios.filter((ratio) => ratio !== 'adaptive'),
      resolutions: limits.resolutions,
      ...offer,
    };
  });
}
