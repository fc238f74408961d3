/**
 * Lists in a query, as serialisers write them: `ids=a&ids=b` is what platforms document, and many clients send
 * `ids[]=a&ids[]=b`, or `ids[0]=a&ids[1]=b`, for the same. To ignore those would answer without the filter.
 */
import { z } from 'zod';
import type { WireCall } from './mechanism.ts';

/** Made once a schema: calls are many. */
const listsOf = new WeakMap<z.ZodObject, ReadonlySet<string>>();

function listsIn(schema: z.ZodObject): ReadonlySet<string> {
  const known = listsOf.get(schema);
  if (known) return known;
  const names = Object.entries(schema.shape).flatMap(([name, field]) =>
    takesLists(field) ? [name] : [],
  );
  const lists = new Set(names);
  listsOf.set(schema, lists);
  return lists;
}

function takesLists(field: z.core.$ZodType): boolean {
  if (field instanceof z.ZodOptional) return takesLists(field.unwrap());
  if (field instanceof z.ZodUnion) return field.options.some(takesLists);
  return field instanceof z.ZodArray;
}

const bracketed = /^(.+)\[\d{0,4}\]$/u;

/** The query with such lists under their plain names, behind what stands there already. */
export function withoutBrackets(schema: z.ZodObject, query: WireCall['query']): WireCall['query'] {
  const lists = listsIn(schema);
  if (lists.size === 0) return query;
  let plain = query;
  for (const [key, value] of Object.entries(query)) {
    const name = bracketed.exec(key)?.[1];
    if (name === undefined || !lists.has(name)) continue;
    if (plain === query) plain = { ...query };
    plain[name] = [plain[name] ?? [], value].flat();
  }
  return plain;
}
