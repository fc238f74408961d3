import type { CreateCommand, Dialect } from '../../dialects/mechanism.ts';
import type { Failure } from '../../generation/problems.ts';
import type { Medium } from '../../generation/request.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import { commandOf, withoutSeed } from './create-command.ts';
import type { HttpLineParts } from './parts.ts';
import { withNames } from '../../making/told-names.ts';

/**
 * An upstream names a medium by its place in what we sent, `content[1].image_url`, which is another one than
 * in what our client sent. Its sentence is kept beside.
 */
export function inClientsNames(
  { line, dialect }: Pick<HttpLineParts, 'line' | 'dialect'>,
  request: PlannedRequest,
  failure: Failure,
): Failure {
  if (request.media.length === 0) return failure;
  const model = line.models.find(({ family }) => family === request.family);
  if (!model) return failure;
  const mediaUrl = (medium: Medium): string =>
    `https://media.example/${String(request.media.indexOf(medium))}`;
  const places = { line, dialect, mediaUrl, callbackUrl: () => null };
  const command = commandOf(places, { attemptId: '', request }, model);
  const body = bodyOf(dialect, command) ?? bodyOf(dialect, withoutSeed(command));
  const names = new Map(command.ask.media.map(({ url, field }) => [url, field]));
  const message = renamed(failure.message, placesIn(body, '', names));
  if (message === failure.message) return failure;
  return { ...failure, message, upstream: { ...failure.upstream, message: failure.message } };
}

function bodyOf({ operations }: Dialect, command: CreateCommand): unknown {
  for (const operation of operations) {
    if (operation.does !== 'create') continue;
    const call = operation.asks.encode(command);
    if ('said' in call) return call.said.body;
  }
  return undefined;
}

interface NamePlace {
  path: string;
  /** As the client names it. */
  name: string;
}

/** Of an item of a list that is one medium: its type, its address and its role. */
const keysMost = 3;

/** Where media stand, the innermost places first. */
function placesIn(value: unknown, path: string, names: ReadonlyMap<string, string>): NamePlace[] {
  if (typeof value === 'string') {
    const name = names.get(value);
    return name === undefined ? [] : [{ path, name }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  const within = Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    placesIn(inner, isList ? `${path}[${key}]` : joined(path, key), names),
  );
  const [only] = within;
  const isOneMedium =
    !isList &&
    path !== '' &&
    only !== undefined &&
    new Set(within.map(({ name }) => name)).size === 1 &&
    Object.keys(value).length <= keysMost;
  return isOneMedium ? [...within, { path, name: only.name }] : within;
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function renamed(message: string, places: readonly NamePlace[]): string {
  const names = new Map(places.map(({ path, name }) => [path, name]));
  return withNames(message, (told, isMarked) => {
    const path = innermost(told, names);
    const name = path === undefined ? undefined : names.get(path);
    if (path === undefined || name === undefined) return undefined;
    // It is the same place: what stands below it says more.
    if (name === path || name.startsWith(`${path}.`)) return undefined;
    return isMarked || !/^[a-z]+$/iu.test(path) ? name : undefined;
  });
}

/** The longest of the paths that lead to what is told, or above it. */
function innermost(told: string, names: ReadonlyMap<string, string>): string | undefined {
  const above = [...names.keys()].filter(
    (path) => told === path || told.startsWith(`${path}.`) || told.startsWith(`${path}[`),
  );
  return above.toSorted((one, other) => other.length - one.length)[0];
}
