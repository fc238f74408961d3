import type {
  Deduction,
  GetBalanceAnswer,
  GetUsageAnswer,
  Key,
  Model,
  Transaction,
} from './api-types.ts';
import type { Ask } from './ask.ts';
import { createCalls, type Calls } from './calls.ts';
import type { List } from './lists.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import { createTasks, type Tasks } from './tasks.ts';
import { createTransport } from './transport.ts';

/**
 * A client of one Filmgate. What customers do most has methods of its own; every other operation of the platform API is
 * called by its name, with `request`, `list`, `csv` and `events`. Throws TypeError for options that will not do.
 */
export class Filmgate implements Calls {
  readonly tasks: Tasks;
  readonly request: Calls['request'];
  readonly requestWithHeaders: Calls['requestWithHeaders'];
  readonly list: Calls['list'];
  readonly csv: Calls['csv'];
  readonly events: Calls['events'];

  constructor(options: ClientOptions = {}) {
    const transport = createTransport(options);
    const calls = createCalls(transport);
    this.request = calls.request;
    this.requestWithHeaders = calls.requestWithHeaders;
    this.list = calls.list;
    this.csv = calls.csv;
    this.events = calls.events;
    this.tasks = createTasks(calls, transport);
  }

  /** Models with their limits and prices. */
  models(query?: Ask<'listModels'>['query'], options?: CallOptions): List<Model> {
    return this.list('listModels', { query }, options);
  }

  /** What there is, what of it is held, and with `include` how long it lasts. */
  balance(query?: Ask<'getBalance'>['query'], options?: CallOptions): Promise<GetBalanceAnswer> {
    return this.request('getBalance', { query }, options);
  }

  /** Movements of credits, the newest first. */
  transactions(query?: Ask<'listTransactions'>['query'], options?: CallOptions): List<Transaction> {
    return this.list('listTransactions', { query }, options);
  }

  /** What videos were charged, the newest first. */
  deductions(query?: Ask<'listDeductions'>['query'], options?: CallOptions): List<Deduction> {
    return this.list('listDeductions', { query }, options);
  }

  usage(query?: Ask<'getUsage'>['query'], options?: CallOptions): Promise<GetUsageAnswer> {
    return this.request('getUsage', { query }, options);
  }

  /** The key that this client has, with every limit that binds it. */
  key(options?: CallOptions): Promise<Key> {
    return this.request('getOwnKey', {}, options);
  }
}
