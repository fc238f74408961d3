import type { Dialect } from '../../dialects/mechanism.ts';
import type { FamilyName } from '../../generation/families.ts';
import { familyOf, type Model } from '../../generation/models.ts';
import { refuse, type ProblemError } from '../../generation/problems.ts';
import type { Particulars, Resolution } from '../../generation/request.ts';
import type { StudioSales } from '../../pricing/policies.ts';
import { charge } from '../../pricing/quote.ts';
import type { Order } from '../../tasks/price-order.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import type { Sale } from './below-cost.ts';
import type { LineRegistry, OpenLine } from '../book/registry.ts';
import { likelyMade, lineCosts, type Currencies } from './cost.ts';
import type { AttemptCosts } from '../../making/parts.ts';
import { cannotTake } from '../http/http-create.ts';
import type { HttpLineParts } from '../http/parts.ts';
import type { Line } from '../book/line.ts';

export interface OfferingParts {
  book: Pick<LineRegistry, 'lines' | 'serves'>;
  dialects: ReadonlyMap<string, Dialect>;
  mediaUrl: HttpLineParts['mediaUrl'];
  currencies: Currencies;
  studioSells: StudioSales;
  /** Refuses what sells too far below its cost, by throwing ProblemError. */
  judge(sale: Sale): void;
}

/** What is sold to live keys here. */
export interface Offering {
  /** By a line, even one that takes nothing at the moment, or by the studio. */
  sells(family: FamilyName): boolean;
  /**
   * Throws ProblemError `model_unavailable` for what nobody here is to make, or what no line can ever take,
   * whatever it has to do just now: before anything is held for it.
   */
  check(order: Order): void;
}

export function createOffering(parts: OfferingParts): Offering {
  const { book, studioSells } = parts;
  const costs = costsOfLines(parts.currencies);
  // Lines that are off or drain are lines all the same: no customer gets an animatic in their place.
  const sells = (family: FamilyName): boolean =>
    book.serves(family) ||
    studioSells === 'always' ||
    (studioSells === 'auto' && book.lines().length === 0);
  return {
    sells,
    check(order) {
      const { request, quoted, origin } = order;
      if (!sells(request.family)) throw notSold(order, sells);
      if (!book.serves(request.family)) return;
      const taker = findTaker(parts, request, costs);
      if (taker === null) {
        if (isHeldBackByHttp(parts, request)) throw httpOnly(request);
        throw untold(parts, order, costs) ?? notMade(request, origin.fields.model);
      }
      const { line, costMicros } = taker;
      if (costMicros === null) return;
      const priceMicros = charge(quoted, likelyMade(request));
      parts.judge({ request, priceMicros, line: line.name, costMicros });
    },
  };
}

function notMade({ model, generateAudio }: PlannedRequest, field = 'model'): ProblemError {
  const sound = generateAudio ? '' : ' for sound,';
  return refuse(
    'model_unavailable',
    `No provider that is connected here makes this with ${model}: ask for another resolution, length, ratio or kind of media,${sound} or for another model.`,
    { field },
  );
}

const particularNames = {
  flex: 'service_tier',
  referenceTask: 'omni_reference_task_type',
  frames: 'frames',
  cameraFixed: 'camera_fixed',
} as const satisfies Record<keyof Particulars, string>;
const particulars = ['flex', 'referenceTask', 'frames', 'cameraFixed'] as const;

/** Of what few lines can be told, that without which one of them takes the rest; null: it is not for that. */
function untold(
  parts: OfferingParts,
  { request, origin: { fields } }: Order,
  costsOf: (line: Line) => AttemptCosts,
): ProblemError | null {
  const key = particulars.find(
    (each) =>
      request[each] !== undefined && findTaker(parts, without(each, request), costsOf) !== null,
  );
  if (key === undefined) return null;
  const field = fields[key] ?? particularNames[key];
  const ways = {
    flex: 'leave it out, for the default tier',
    referenceTask: 'leave it out, and say it in the text',
    frames: `give the length as ${fields.seconds ?? 'seconds'} instead`,
    cameraFixed: 'leave it out',
  };
  const value = key === 'flex' ? key : String(request[key]);
  return refuse(
    'model_unavailable',
    `${field} is ${value}, and no provider that is connected here can be told that of ${request.model}: ${ways[key]}.`,
    { field },
  );
}

function without(key: keyof Particulars, request: PlannedRequest): PlannedRequest {
  const { [key]: _left, ...rest } = request;
  return key === 'frames' && rest.seconds !== 'auto'
    ? { ...rest, seconds: Math.ceil(rest.seconds) }
    : rest;
}

/** Whether a line would take it if our own addresses were https. */
function isHeldBackByHttp(
  { book, dialects, mediaUrl }: OfferingParts,
  request: PlannedRequest,
): boolean {
  if (request.media.length === 0) return false;
  const secure: OfferingParts['mediaUrl'] = (medium) =>
    mediaUrl(medium).replace(/^http:/u, 'https:');
  return book.lines().some(({ line }) => {
    const dialect = dialects.get(line.dialect);
    return (
      dialect !== undefined && cannotTake({ line, dialect, mediaUrl: secure }, request) === null
    );
  });
}

function httpOnly({ model, media }: PlannedRequest): ProblemError {
  return refuse(
    'model_unavailable',
    `The providers of ${model} take media at https addresses alone, and this platform stands at an http one: its operator has to set PUBLIC_URL to an https address. Without media it is made.`,
    { field: media[0]?.field },
  );
}

function costsOfLines(currencies: Currencies): (line: Line) => AttemptCosts {
  const kept = new WeakMap<Line, AttemptCosts>();
  return (line) => {
    const known = kept.get(line);
    if (known) return known;
    const costs = lineCosts(line, currencies);
    kept.set(line, costs);
    return costs;
  };
}

interface Taker {
  line: Line;
  /** Null: not known. */
  costMicros: bigint | null;
}

/**
 * Of the lines that can take it, the cheapest whose cost is known, those before that are open now. Null: none
 * can. Costs are cheap to reckon, and whether a line can take it is not: the whole call is written for
 * that, so the first one that can ends the search.
 */
function findTaker(
  { book, dialects, mediaUrl }: OfferingParts,
  request: PlannedRequest,
  costsOf: (line: Line) => AttemptCosts,
): Taker | null {
  const serving = book.lines().filter((one) => servesFamily(one, request.family));
  const takers = serving.map(({ line }) => ({ line, costMicros: costsOf(line).expected(request) }));
  const found = takers.toSorted(cheapestFirst).find(({ line }) => {
    const dialect = dialects.get(line.dialect);
    return dialect !== undefined && cannotTake({ line, dialect, mediaUrl }, request) === null;
  });
  return found ?? null;
}

function servesFamily({ line }: OpenLine, family: FamilyName): boolean {
  return line.models.some((model) => model.family === family);
}

function cheapestFirst(one: Taker, other: Taker): number {
  const open = Number(isOpen(other)) - Number(isOpen(one));
  if (open !== 0) return open;
  if (one.costMicros === null || other.costMicros === null) {
    return Number(one.costMicros === null) - Number(other.costMicros === null);
  }
  return one.costMicros < other.costMicros ? -1 : Number(one.costMicros > other.costMicros);
}

function isOpen({ line }: Taker): boolean {
  return line.enabled && !line.draining;
}

type Sells = Offering['sells'];

function notSold({ model, request, origin }: Order, sells: Sells): ProblemError {
  const field = origin.fields.model ?? 'model';
  const here = soldResolutions(model, sells);
  const others = origin.catalogue.models.filter(
    (other) => other !== model && soldResolutions(other, sells).length > 0,
  );
  const ways = [
    ...(here.length > 0 ? [`ask for ${here.join(' or ')}`] : []),
    ...(others.length > 0 ? [`use ${others.map(({ name }) => name).join(' or ')}`] : []),
  ];
  const at = here.length > 0 ? ` at ${request.resolution}` : '';
  const wayOut = ways.length > 0 ? ways.join(', or ') : 'ask the operator to connect a provider';
  return refuse(
    'model_unavailable',
    `${field} is ${request.model}, which is not offered${at} here at present: ${wayOut}.`,
    { field },
  );
}

/** The resolutions of a model that live keys are sold. */
export function soldResolutions(model: Model, sells: Sells): Resolution[] {
  return model.limits.resolutions.filter((resolution) => sells(familyOf(model, resolution)));
}
