import type { FastifyRequest } from 'fastify';
import type { AnyOperation, Dialect, WireCall } from '../../dialects/mechanism.ts';
import type { FormerAnswer } from '../../former/former-answer.ts';
import type { TaskView } from '../../generation/view.ts';
import type { WireRoute } from '../call.ts';
import type { Created } from '../creates.ts';
import type { Principal } from '../door.ts';

/** An operation and whose it is. */
export interface Offered<Served = AnyOperation> {
  dialect: Dialect;
  op: Served;
}

/** What an operation came to: an answer of ours, or one that is passed on as another platform gave it. */
export type Outcome =
  | {
      body: unknown;
      replayed: boolean;
      isOpen?: boolean;
      /** The task that it tells of, where it is one. */
      task?: TaskView;
    }
  | { passedOn: FormerAnswer };

export type Perform = (
  principal: Principal | null,
  call: WireCall,
  request: FastifyRequest<WireRoute>,
  created?: Created,
) => Promise<Outcome>;
