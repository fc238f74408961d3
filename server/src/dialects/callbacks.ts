/** Callbacks of upstreams, in which platforms name a task beside other words, or in `data`. */
import type { Callback } from './mechanism.ts';
import { stateOfWord } from './values.ts';

/** `names` are the fields that name the task, the first that has one wins. */
export function readCallback(...names: readonly string[]): Callback['decode'] {
  return (body) => {
    const places = [body, partOf(body, 'data')];
    return {
      id: firstText(places, names),
      state: stateOfWord(firstText(places, ['status'])),
    };
  };
}

function firstText(places: readonly unknown[], names: readonly string[]): string | null {
  const said = places.flatMap((place) => names.map((name) => partOf(place, name)));
  return said.find((one): one is string => typeof one === 'string' && one !== '') ?? null;
}

function partOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
