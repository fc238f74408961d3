/**
 * What is thrown to be answered, and is no fault of ours: without a trace, which costs more than the whole of most
 * refusals. Who throws it by the thousand is a stranger.
 */
export class Untraced extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
