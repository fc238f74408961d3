import { beforeEach, describe, expect, test } from 'vitest';
import { createReceivers, type Receivers } from './receivers.ts';

let atMs: number;
let receivers: Receivers;
beforeEach(() => {
  atMs = 1_000;
  receivers = createReceivers({
    perReceiver: 4,
    perAccount: 6,
    slowMs: 60_000,
    now: () => atMs,
  });
});

const one = 'account/one';
const other = 'account/other';

/** What a receiver has room for now. */
function roomOf(queue: string): number {
  const { room } = receivers.offer(100);
  return room.of.get(queue) ?? room.each;
}

function take(...queues: string[]): void {
  receivers.took(receivers.offer(100), null, queues);
}

describe('a receiver that is overwhelmed', () => {
  test('gets one at a time for a while, and no other receiver does', () => {
    receivers.slowDown(one);
    expect([roomOf(one), roomOf(other)]).toEqual([1, 4]);
    take(one);
    expect(roomOf(one)).toBe(0);
    receivers.end(one);
    expect(roomOf(one)).toBe(1);
    atMs += 59_999;
    expect(roomOf(one)).toBe(1);
    atMs += 1;
    expect(roomOf(one)).toBe(4);
  });

  test('gets nothing before all is over that was under way', () => {
    take(one, one, one);
    receivers.slowDown(one);
    expect(roomOf(one)).toBe(0);
    receivers.end(one);
    receivers.end(one);
    expect(roomOf(one)).toBe(0);
    receivers.end(one);
    expect(roomOf(one)).toBe(1);
  });

  test('that says so again has its time again', () => {
    receivers.slowDown(one);
    atMs += 30_000;
    receivers.slowDown(one);
    atMs += 59_999;
    expect(roomOf(one)).toBe(1);
  });
});

test('all receivers of an account together have a room of their own', () => {
  take(one, one, one, other, other);
  const { ownerRoom } = receivers.offer(100);
  expect(ownerRoom.of.get('account')).toBe(1);
  expect(ownerRoom.each).toBe(6);
});

test('where more may wait than was taken, the end of one makes room for it', () => {
  take(one, one, one, one);
  take(other);
  expect(receivers.end(other)).toBe('nowhere');
  expect(receivers.end(one)).toBe('here');
});
