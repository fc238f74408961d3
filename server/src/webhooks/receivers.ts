import type { QueueCapacity } from '../work/claim-from-each.ts';
import { createTally } from './tally.ts';

/**
 * How many deliveries this process has under way with each receiver (a queue, named account/receiver) and
 * each account, how many more it may take, and where more may wait than it took. Does nothing but count.
 */
export interface Receivers {
  offer(limit: number): Offer;
  /** Says what was taken of an offer, from these queues; null: from all of them. */
  took(offer: Offer, from: readonly string[] | null, taken: readonly string[]): void;
  /** One is over. Answers where more may be waiting for the room that it leaves. */
  end(queue: string): 'here' | 'anywhere' | 'nowhere';
  /** For a while a receiver that is overwhelmed gets one delivery at a time. */
  slowDown(queue: string): void;
}

interface Offer {
  limit: number;
  room: QueueCapacity;
  ownerRoom: QueueCapacity;
}

export interface ReceiversOptions {
  perReceiver: number;
  perAccount: number;
  slowMs: number;
  now(): number;
}

export function createReceivers(options: ReceiversOptions): Receivers {
  const { perReceiver, perAccount, slowMs, now } = options;
  const underWay = createTally();
  const ofAccounts = createTally();
  const slowUntilMs = new Map<string, number>();
  /** Receivers and accounts of which all was taken that they had room for. */
  const usedUp = new Set<string>();
  let limitUsedUp = false;

  function boundOf(queue: string): number {
    const untilMs = slowUntilMs.get(queue);
    if (untilMs === undefined) return perReceiver;
    if (untilMs > now()) return 1;
    slowUntilMs.delete(queue);
    return perReceiver;
  }

  function note(name: string, taken: number, room: QueueCapacity): void {
    if (taken >= (room.of.get(name) ?? room.each)) usedUp.add(name);
    else usedUp.delete(name);
  }

  return {
    offer(limit) {
      const queues = [...new Set([...underWay.names(), ...slowUntilMs.keys()])];
      const left = (queue: string) => Math.max(0, boundOf(queue) - underWay.of(queue));
      const leftOf = (account: string) => Math.max(0, perAccount - ofAccounts.of(account));
      return {
        limit,
        room: { each: perReceiver, of: new Map(queues.map((queue) => [queue, left(queue)])) },
        ownerRoom: {
          each: perAccount,
          of: new Map([...ofAccounts.names()].map((account) => [account, leftOf(account)])),
        },
      };
    },
    took({ limit, room, ownerRoom }, from, taken) {
      limitUsedUp = taken.length >= limit;
      const byQueue = createTally(taken);
      const byAccount = createTally(taken.map(accountOf));
      const looked = from ?? [...room.of.keys(), ...byQueue.names()];
      for (const queue of looked) {
        note(queue, byQueue.of(queue), room);
        note(accountOf(queue), byAccount.of(accountOf(queue)), ownerRoom);
      }
      for (const queue of taken) {
        underWay.add(queue, 1);
        ofAccounts.add(accountOf(queue), 1);
      }
    },
    end(queue) {
      const account = accountOf(queue);
      underWay.add(queue, -1);
      ofAccounts.add(account, -1);
      const isHereUsedUp = usedUp.has(queue);
      const isAccountUsedUp = usedUp.has(account);
      // What is not under way is remembered no longer: the next look starts anew.
      if (underWay.of(queue) === 0) usedUp.delete(queue);
      if (ofAccounts.of(account) === 0) usedUp.delete(account);
      if (limitUsedUp || isAccountUsedUp) return 'anywhere';
      return isHereUsedUp ? 'here' : 'nowhere';
    },
    slowDown(queue) {
      slowUntilMs.set(queue, now() + slowMs);
    },
  };
}

function accountOf(queue: string): string {
  return queue.split('/', 1).join('');
}
