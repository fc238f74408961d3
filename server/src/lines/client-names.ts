import type { CreateCommand, Dialect } from '../dialects/mechanism.ts';
import type { Failure } from '../generation/problems.ts';
import type { Medium } from '../generation/request.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import { commandOf, withoutSeed } from './create-command.ts';
import type { HttpLineParts } from './http-line.ts';

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
  const places = { dialect, mediaUrl, callbackUrl: () => null };
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

interface Place {
  path: string;
  /** As the client names it. */
  name: string;
}

/** Of an item of a list that is one medium: its type, its address and its role. */
const keysMost = 3;

/** Where media stand, the innermost places first. */
function placesIn(value: unknown, path: string, names: ReadonlyMap<string, string>): Place[] {
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

/** The longest path counts, with whatever stands below it. */
function renamed(message: string, places: readonly Place[]): string {
  if (places.length === 0) return message;
  const names = new Map(places.map(({ path, name }) => [path, name]));
  const paths = [...names.keys()].toSorted((a, b) => b.length - a.length).map(RegExp.escape);
  const named = new RegExp(String.raw`(?<![\w.\]])(${paths.join('|')})(?![\w\[])(?:\.\w+)*`, 'gu');
  return message.replaceAll(named, (whole, path: string) => {
    const name = names.get(path) ?? whole;
    // It is the same place: what stands below it says more.
    return name === path || name.startsWith(`${path}.`) ? whole : name;
  });
}
