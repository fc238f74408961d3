/**
 * What joins a dialect's schemas and its two directions, so that a dialect itself is only field lists
 * and the words between them and ours.
 */
import { z } from 'zod';
import { problemOfIssues } from '../generation/issues.ts';
import { ProblemError, refuse } from '../generation/problems.ts';
import { idCharactersMost } from './bounds.ts';
import { withoutBrackets } from './brackets.ts';
import { excessOf } from './excess.ts';
import { withTextsRead } from './json-texts.ts';
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
import { withoutUnset } from './unset.ts';

const parts = ['path', 'query', 'body'] as const;
type Part = (typeof parts)[number];

/** A call that has passed its schemas; a part without a schema is not there. */
type CallOf<Schemas extends AskSchemas> = {
  [P in Part & keyof Schemas]: Schemas[P] extends z.ZodType ? z.infer<Schemas[P]> : undefined;
} & Pick<WireCall, 'metadataText'>;

/** The keys of a wire type, held by the compiler; their values are held by the schema when it is said. */
export type Keys<Wire> = { [Key in keyof Wire]?: unknown };

/** As `Operation`, with the types of its schemas in both codecs. */
interface TypedOperation<
  D extends Deed,
  Schemas extends AskSchemas,
  Answer extends z.ZodObject,
> extends Omit<Operation<D>, 'asks' | 'answers'> {
  asks: {
    schemas: Schemas;
    decode(call: CallOf<Schemas>): Commands[D];
    /** Undefined is left out, and what the schemas do not allow is unsayable. */
    encode(command: Commands[D]): Keys<Omit<CallOf<Schemas>, 'metadataText'>> | Unsayable;
  };
  answers: {
    schema: Answer;
    encode(result: Results[D]): z.infer<Answer>;
    decode(told: Loose<z.infer<Answer>>): Reports[D];
  };
}

/** An operation whose codecs are held to its schemas. */
export function typedOperation<
  D extends Deed,
  Schemas extends AskSchemas,
  Answer extends z.ZodObject,
>({ asks, answers, ...rest }: TypedOperation<D, Schemas, Answer>): Operation<D> {
  const read = loosely(answers.schema);
  return {
    ...rest,
    asks: {
      schemas: asks.schemas,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `decodeCall` has parsed it with these schemas
      decode: (call) => asks.decode(call as unknown as CallOf<Schemas>),
      encode: (command) => {
        const call = asks.encode(command);
        return 'unsayable' in call ? call : said(asks.schemas, call);
      },
    },
    answers: {
      schema: answers.schema,
      encode: (result) => answers.encode(result),
      decode: (body) => answers.decode(read(body)),
    },
  };
}

/** Of a task or an asset: one that is too long could not be kept, and one that leads elsewhere not be asked for. */
export function isUsableId(id: string | null | undefined): id is string {
  return Boolean(id) && (id?.length ?? 0) <= idCharactersMost && !leadsElsewhere(id ?? '');
}

/** In an address these mean the place itself or the one above it, encoded or not. */
export function leadsElsewhere(segment: string): boolean {
  return segment === '.' || segment === '..';
}

/** The id of a task, without which an upstream's answer is of no use. */
export function neededId(id: string | null | undefined, key: string): string {
  if (isUsableId(id)) return id;
  throw refuse('malformed_body', `The answer has no ${key}.`);
}

/** What is asked about one task or asset, whose id stands under this name in the path. */
export function idInPath(name: string, id: z.ZodType<string> = z.string().min(1)) {
  return {
    schemas: { path: z.object({ [name]: id }) },
    decode: ({ path }: { path: Readonly<Record<string, string>> }) => ({ id: path[name] ?? '' }),
    encode: (asked: { id: string }) => ({ path: { [name]: asked.id } }),
  };
}

export function unsayable(reason: string): Unsayable {
  return { unsayable: reason };
}

/** What is asked of a platform that lists its models in one piece. */
export const allModels = {
  schemas: {},
  decode: () => ({}),
  encode: ({ search }: Commands['models']) =>
    search === undefined ? {} : unsayable('the list of models is not searched there'),
};

function said(schemas: AskSchemas, call: { [P in Part]?: unknown }): Said<WireCall> {
  for (const part of parts) {
    const read = schemas[part]?.safeParse(call[part]);
    if (read?.success === false) {
      return unsayable(problemOfIssues(read.error, call[part], part).message);
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- schemas of path and query hold strings
  const { path = {}, query = {}, body } = call as Partial<WireCall>;
  if (Object.values(path).some(leadsElsewhere))
    return unsayable('such an id is no part of an address');
  return { said: { path, query: withoutGaps(query), body } };
}

/** JSON leaves out what is undefined by itself; a query would spell it. */
function withoutGaps(query: Record<string, string | string[] | undefined>): WireCall['query'] {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(given);
}

/**
 * Reads a call off the wire: texts of JSON are read, what it leaves open is taken away, then schemas, then the
 * operation's own words.
 * Throws ProblemError naming the field as the client wrote it.
 */
export function decodeCall<D extends Deed>(operation: Operation<D>, call: WireCall): Commands[D] {
  return operation.asks.decode(parseCall(operation.asks.schemas, call));
}

/** Schemas alone: throws as `decodeCall` does. */
export function parseCall(schemas: AskSchemas, call: WireCall): WireCall {
  const parsed: WireCall = { path: {}, query: {}, body: undefined };
  for (const part of parts) {
    const schema = schemas[part];
    if (!schema) continue;
    const sent = withTextsRead(schema, part === 'query' ? sentQuery(schemas, call) : call[part]);
    const excess = excessOf(schema, sent);
    if (excess) throw new ProblemError(problemOfIssues({ issues: [excess] }, sent, part));
    const given = withoutUnset(schema, sent);
    const read = schema.safeParse(given);
    if (!read.success) throw new ProblemError(problemOfIssues(read.error, given, part));
    Object.assign(parsed, { [part]: read.data });
  }
  if (call.metadataText !== undefined) parsed.metadataText = call.metadataText;
  return parsed;
}

function sentQuery({ query: schema }: AskSchemas, { query }: WireCall): WireCall['query'] {
  return schema ? withoutBrackets(schema, query) : query;
}

/** An operation's path with a call's parameters filled in, percent-encoded, and its query behind it. */
export function urlOfCall(path: string, call: Pick<WireCall, 'path' | 'query'>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) =>
    encodeURIComponent(call.path[name] ?? ''),
  );
  const query = new URLSearchParams(
    Object.entries(call.query).flatMap(([name, values]) =>
      [values].flat().map((value): [string, string] => [name, value]),
    ),
  ).toString();
  return query === '' ? filled : `${filled}?${query}`;
}
