/** The types of calls, made from those of the operations. */
import type { Operations } from './api-types.ts';
import type { OperationName } from './options.ts';

/** In the filters of tasks and records: `{ 'metadata.order': '4711' }`. */
type MetadataFilter = { readonly [name: `metadata.${string}`]: string | undefined };

type QueryOf<Name extends OperationName> = Operations[Name]['query'] extends infer Query
  ? Omit<Query, 'format'> & (Query extends { endUser?: string } ? MetadataFilter : unknown)
  : never;

type Part<Field extends string, Type> = [Type] extends [undefined]
  ? unknown
  : Partial<Type> extends Type
    ? { [Key in Field]?: Type }
    : { [Key in Field]: Type };

/** What an operation asks for: those of `path`, `query` and `body` that it has. */
export type Ask<Name extends OperationName> = Part<'path', Operations[Name]['path']> &
  ([Operations[Name]['query']] extends [undefined] ? unknown : Part<'query', QueryOf<Name>>) &
  Part<'body', Operations[Name]['body']>;

/** It may be left out where nothing of it is needed. */
export type AskArguments<Name extends OperationName, Options> =
  Partial<Ask<Name>> extends Ask<Name>
    ? [ask?: Ask<Name>, options?: Options]
    : [ask: Ask<Name>, options?: Options];

export type AnswerOf<Name extends OperationName> = Operations[Name]['answer'];

interface AnyPage {
  data: unknown[];
  nextCursor: string | null;
}

/** Operations that answer pages. */
export type ListName = {
  [Name in OperationName]: AnswerOf<Name> extends AnyPage ? Name : never;
}[OperationName];

export type ItemOf<Name extends ListName> =
  AnswerOf<Name> extends { data: (infer Item)[] } ? Item : never;

/** Operations that can answer a table. */
export type TableName = {
  [Name in OperationName]: Operations[Name]['query'] extends { format?: 'json' | 'csv' }
    ? Operations[Name]['query'] extends undefined
      ? never
      : Name
    : never;
}[OperationName];

/** Operations that answer a stream of events. */
export type StreamName = {
  [Name in OperationName]: Operations[Name]['events'] extends undefined ? never : Name;
}[OperationName];

/** An event of a stream: what it is of is said by its type. */
export type EventOf<Name extends StreamName> = {
  [Type in keyof Operations[Name]['events']]: {
    type: Type;
    /** Names where to go on after it; empty before the first that has one. */
    id: string;
    data: Operations[Name]['events'][Type];
  };
}[keyof Operations[Name]['events']];
