import type { AskSchemas, WireCall } from '../mechanism.ts';

/** What a broken call is made from: an operation of a dialect, or a route of the platform API. */
export interface Breakable {
  method: string;
  /** With parameters in braces. */
  path: string;
  asks: { schemas: AskSchemas };
  takes?: 'json' | 'form' | 'json_or_form';
  bodyBytesMax?: number;
}

export interface BrokenCall {
  /** What was done, and where: for reports. */
  how: string;
  method: string;
  /** Documented path with its parameters, percent-encoded, and the query. */
  url: string;
  /** As the server reads it out of the URL, where it was broken against its schema. */
  query: WireCall['query'];
  /** Of the body, where it is no JSON. */
  contentType: string | undefined;
  /** As it is sent; undefined where the operation has no body. */
  bodyText: string | undefined;
  /**
   * Who must refuse it: the operation's `schema`; whoever reads the `text`, before any schema; or
   * `nobody`: it may be taken or refused, but must never be a fault of the server.
   */
  refusedBy: 'schema' | 'text' | 'nobody';
}

/** Where it differs from the whole call. */
export type Break = Pick<BrokenCall, 'how' | 'refusedBy'> &
  Partial<Pick<BrokenCall, 'url' | 'query' | 'contentType' | 'bodyText'>>;
