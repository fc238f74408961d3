/** Filmgate from JavaScript: in Node.js, and in browsers. */
export { Filmgate } from './filmgate.ts';
export {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  FilmgateError,
  InvalidRequestError,
  NotFoundError,
  PaymentError,
  PermissionError,
  RateLimitError,
  ServerError,
  TaskError,
  TimeoutError,
  WebhookError,
} from './errors.ts';
export { verifyWebhook, type VerifyOptions, type WebhookHeaders } from './webhooks.ts';
export type * from './api-types.ts';
export type { AnswerOf, Ask, EventOf, ItemOf, ListName, StreamName, TableName } from './ask.ts';
export type { Answered, Calls } from './calls.ts';
export type { List, Page } from './lists.ts';
export type { AnswerFacts, CallOptions, ClientOptions, OperationName } from './options.ts';
export type { StreamOptions } from './streams.ts';
export type { CreateAndWaitOptions, SucceededTask, TaskEvent, Tasks } from './tasks.ts';
export type { WaitOptions } from './wait.ts';
