/**
 * What joins a dialect's schemas and its two directions, so that a dialect itself is only field lists
 * and the words between them and ours.
 */
import type { z } from 'zod';
import { ProblemError } from '../generation/problems.ts';
import { problemOfIssues } from './issues.ts';
import { loosely } from './loosely.ts';
import type { Loose } from './loosely.ts';
import type {
  AskSchemas,
  Commands,
  Deed,
  Operation,
  Reports,
  Results,
  Said,
  Unsayable,
  WireCall,
} from './mechanism.ts';

type PartOf<Schema> = Schema extends z.ZodType ? z.infer<Schema> : undefined;

/** A call that has passed its schemas. */
export interface CallOf<Schemas extends AskSchemas> {
  path: PartOf<Schemas['path']>;
  query: PartOf<Schemas['query']>;
  body: PartOf<Schemas['body']>;
}

/** The keys of a wire type, held by the compiler; their values are held by the schema when it is said. */
export type Keys<Wire> = { [Key in keyof Wire]?: unknown };

interface CallKeys<Schemas extends AskSchemas> {
  path?: Keys<PartOf<Schemas['path']>>;
  query?: Keys<PartOf<Schemas['query']>>;
  body?: Keys<PartOf<Schemas['body']>>;
}

/** The asking half of an operation. What the schemas do not allow is unsayable. */
export function asks<D extends Deed, Schemas extends AskSchemas>(
  schemas: Schemas,
  codec: {
    decode(call: CallOf<Schemas>): Commands[D];
    encode(command: Commands[D]): CallKeys<Schemas> | Unsayable;
  },
): Operation<D>['asks'] {
  return {
    schemas,
    // `decodeCall` has parsed the call with these very schemas.
    decode: (call) => codec.decode(call as CallOf<Schemas>),
    encode: (command) => {
      const call = codec.encode(command);
      return 'unsayable' in call ? call : said(schemas, call);
    },
  };
}

/** The answering half: `encode` writes exactly, `decode` is handed what could be read. */
export function answers<D extends Deed, Schema extends z.ZodObject>(
  schema: Schema,
  codec: {
    encode(result: Results[D]): z.infer<Schema>;
    decode(told: Loose<z.infer<Schema>>): Reports[D];
  },
): Operation<D>['answers'] {
  const read = loosely(schema);
  return {
    schema,
    encode: (result) => codec.encode(result),
    decode: (body) => codec.decode(read(body)),
  };
}

export function unsayable(reason: string): Unsayable {
  return { unsayable: reason };
}

const parts = ['path', 'query', 'body'] as const;

function said(schemas: AskSchemas, call: Partial<Record<keyof WireCall, unknown>>): Said<WireCall> {
  for (const part of parts) {
    const read = schemas[part]?.safeParse(call[part]);
    if (read?.success === false) {
      return unsayable(problemOfIssues(read.error, call[part], part).message);
    }
  }
  // Path and query have passed schemas of strings; without a schema there is no such part.
  const { path = {}, query = {}, body } = call as Partial<WireCall>;
  return { said: { path, query, body } };
}

/**
 * Reads a call off the wire: schemas first, then the operation's own words. Throws ProblemError naming
 * the field as the client wrote it.
 */
export function decodeCall<D extends Deed>(operation: Operation<D>, call: WireCall): Commands[D] {
  const { schemas, decode } = operation.asks;
  const parsed: Record<string, unknown> = {};
  for (const part of parts) {
    const read = schemas[part]?.safeParse(call[part]);
    if (read?.success === false) {
      throw new ProblemError(problemOfIssues(read.error, call[part], part));
    }
    parsed[part] = read?.data;
  }
  // Each part is what its schema gave, or undefined where the operation has no such part.
  return decode(parsed as unknown as WireCall);
}
