import type { FastifyRequest } from 'fastify';
import type { WireCall } from '../../dialects/mechanism.ts';
import type { FormerAnswer } from '../../former/former-answer.ts';
import type { KeyTurn } from '../../tasks/idempotency.ts';
import type { WireRoute } from '../call.ts';
import type { CreateOrder, Principal } from '../door.ts';
import type { Followed } from '../hang-ups.ts';

/** What an operation came to: an answer of ours, or one that is passed on as another platform gave it. */
export type Outcome =
  { body: unknown; replayed: boolean; isOpen?: boolean } | { passedOn: FormerAnswer };

export type Perform = (
  principal: Principal | null,
  call: WireCall,
  request: FastifyRequest<WireRoute>,
  created?: { turn: KeyTurn | undefined; caller: Followed | undefined } & Pick<
    CreateOrder,
    'askAgain'
  >,
) => Promise<Outcome>;
