import { readBalance } from '../accounts/accounts.ts';
import { checkAddress, type KeyCheck } from '../accounts/key-check.ts';
import { readKeySpending } from '../accounts/key-spending.ts';
import type { KeyUses } from '../accounts/key-uses.ts';
import type { CreateRates } from '../accounts/limits/rates.ts';
import type { AssetParts } from '../assets/parts.ts';
import type { Dialect, ModelOffer } from '../dialects/mechanism.ts';
import {
  listedModels,
  requireModel,
  type ListedModel,
  type ModelNames,
} from '../generation/catalogue.ts';
import { ProblemError, refuse } from '../generation/problems.ts';
import type { TaskView } from '../generation/view.ts';
import type { PriceBook } from '../pricing/book.ts';
import { offerOf } from '../pricing/offer.ts';
import { isTransient } from '../postgres/transient.ts';
import type { Affordable } from '../tasks/affordable.ts';
import { cancelTask, requireMayEnd, type CancelParts } from '../tasks/cancel.ts';
import { deleteTask } from '../tasks/delete.ts';
import { listTasks } from '../tasks/list.ts';
import type { EarlierRequests } from '../tasks/idempotency.ts';
import { taskNotFound } from '../tasks/read.ts';
import { asAccepted, fileNames, isFinalRow, toView, type TaskRow } from '../tasks/rows.ts';
import type { Submit } from '../tasks/submit.ts';
import type { UnansweredCreates } from '../tasks/unanswered.ts';
import { assetActions } from './asset-actions.ts';
import type { FormerFiles } from '../former/former-files.ts';
import type { FormerPlatforms } from '../former/former.ts';
import { soldResolutions, type Offering } from '../lines/cost/offering.ts';
import type { Door, FormerTasks, PlainActions } from './door.ts';
import { busyDatabase } from './refusals.ts';

export interface CoreDoorParts extends CancelParts {
  keys: KeyCheck;
  keyUses: Pick<KeyUses, 'note'>;
  rates: CreateRates;
  submit: Submit;
  earlier: EarlierRequests;
  unanswered: UnansweredCreates;
  affordable: Pick<Affordable, 'beforeBody'>;
  book: PriceBook;
  assets: AssetParts;
  offering: Pick<Offering, 'sells'>;
  formers: FormerPlatforms;
  formerFiles: FormerFiles;
  sign(fileName: string): string;
  modelNames?: ModelNames;
}

/** The door to the core: where a lost database is a passing trouble, whatever was asked. */
export function createDoor(parts: CoreDoorParts): Door {
  const { keys, submit, reader, sign, database } = parts;
  const viewOf = viewer(sign);
  const read = async (accountId: string, id: string): Promise<TaskRow> => {
    const row = await reader.read({ accountId, id });
    if (!row) throw taskNotFound();
    return row;
  };
  const actions: PlainActions = {
    get: async ({ accountId }, { id }) => viewOf(await read(accountId, id)),
    async list({ accountId }, command) {
      const { rows, ...page } = await listTasks(database, { ...command, accountId });
      return { tasks: rows.map(viewOf), ...page };
    },
    async cancel({ accountId, mode }, { id }) {
      await requireMayEnd(reader, { accountId, mode, id });
      return toView(await cancelTask(parts, { accountId, id }), sign);
    },
    async delete({ accountId, mode }, command) {
      const { id } = command;
      await requireMayEnd(reader, { accountId, mode, id });
      return { id, became: await deleteTask(parts, accountId, command) };
    },
    balance: ({ accountId }) => readBalance(database, accountId),
    keyBalance: (principal) => readKeySpending(database, principal),
    ...assetActions(parts.assets, sign),
  };
  return {
    ...passingEach(actions),
    async authenticate(key, address) {
      const holder = await passing(keys.check(key));
      if (holder === null) return null;
      checkAddress(holder, address);
      parts.keyUses.note(holder, address);
      return holder;
    },
    countCreate(principal) {
      const taken = parts.rates.take(principal);
      return taken && passing(taken);
    },
    async create(principal, order) {
      const { row, replayed } = await passing(submit(principal, order));
      return { view: toView(row, sign), replayed };
    },
    takeKey: ({ accountId, mode }, key, over) =>
      passing(parts.earlier.take({ accountId, mode, operation: 'tasks.create', key }, over)),
    async takeUnanswered({ accountId, keyId }, said) {
      const id = await passing(parts.unanswered.take({ accountId, keyId, fingerprint: said }));
      const row = id === null ? null : await passing(reader.read({ accountId, id }));
      return row && toView(asAccepted(row), sign);
    },
    noteUnanswered: ({ accountId, keyId }, said, taskId) =>
      passing(parts.unanswered.note({ accountId, keyId, fingerprint: said }, taskId)),
    beforeBody: (principal, dialects) => passing(parts.affordable.beforeBody(principal, dialects)),
    models: (dialect, { search }) => offers(dialect, parts, search),
    model: (dialect, { id }) => offerNamed(dialect, parts, id),
    former: formerTasks(parts.formers),
    async file({ accountId }, command, dialect) {
      const { id, file } = command;
      const row = await passing(reader.read({ accountId, id }));
      if (!row) {
        const name = await passing(parts.formerFiles.nameOf(accountId, dialect, command));
        if (name === null) throw taskNotFound();
        return name;
      }
      if (row.state !== 'succeeded') throw notFinished(row);
      return fileNames[file](id);
    },
  };
}

function formerTasks(formers: FormerPlatforms): FormerTasks {
  return {
    dialectOf: async ({ accountId }, id, dialects) =>
      (await passing(formers.mayAsk({ accountId, id, dialects })))?.dialect ?? null,
    ask: ({ accountId }, question) => passing(formers.ask({ ...question, accountId })),
  };
}

export function notFinished({ state }: TaskRow): Error {
  return refuse(
    'not_finished',
    `There is no file: the task is ${state}. Read the task until it has succeeded.`,
  );
}

/** Signed links hold for a day: a view that is made again within the hour would be the same. */
const viewMs = 3_600_000;

/**
 * The view of a row. A finished task's row is kept by the reader, and so is its view with it: to sign
 * its links at every read would be half of what such a read costs.
 */
export function viewer(sign: (fileName: string) => string): (row: TaskRow) => TaskView {
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

/** A lost database is a passing trouble: overloaded, whatever was asked. */
export async function passing<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!isTransient(error)) throw error;
    throw new ProblemError(busyDatabase);
  }
}

function passingEach(actions: PlainActions): PlainActions {
  const wrapped = Object.entries(actions).map(([name, deed]) => [
    name,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- called with its own arguments only
    (...args: unknown[]) => passing((deed as (...args: unknown[]) => Promise<unknown>)(...args)),
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same functions under the same names
  return Object.fromEntries(wrapped) as PlainActions;
}

type OfferParts = Pick<CoreDoorParts, 'book' | 'offering' | 'modelNames'>;

/** What live keys are sold. */
function offers(dialect: Dialect, parts: OfferParts, search = ''): ModelOffer[] {
  const wanted = search.toLowerCase();
  return listedModels(dialect.catalogue)
    .flatMap((listed) => soldAs(listed, parts) ?? [])
    .filter((offer) => billingNames(offer).some((name) => name.toLowerCase().includes(wanted)));
}

/** Where a platform bills by resolution, bills and price lists have it at the end of the name. */
function billingNames({ id, resolutions }: ModelOffer): string[] {
  return [id, ...resolutions.map((resolution) => `${id}-${resolution}`)];
}

/** Of any name that a create takes, whether a list has it or not. */
function offerNamed(dialect: Dialect, parts: OfferParts, name: string): ModelOffer {
  const field = 'model';
  const model = requireModel(name, dialect.catalogue, field, parts.modelNames);
  const offer = soldAs({ name, model }, parts);
  if (offer) return offer;
  const problem = `${field} is ${name}, which is not offered here at present.`;
  throw refuse('model_unavailable', problem, { field });
}

/** Null where it has no price, or nobody makes it here. */
function soldAs({ name, model }: ListedModel, { book, offering }: OfferParts): ModelOffer | null {
  const offer = offerOf(book, model);
  const resolutions = soldResolutions(model, offering.sells);
  if (!offer || resolutions.length === 0) return null;
  const { limits } = model;
  return {
    id: name,
    title: model.title,
    seconds: limits.seconds,
    ratios: limits.ratios.filter((ratio) => ratio !== 'adaptive'),
    resolutions,
    ...offer,
  };
}
