import { beforeEach, describe, expect, test } from 'vitest';
import { createBodyRooms, type BodyRooms } from './body-rooms.ts';

let rooms: BodyRooms;
beforeEach(() => {
  rooms = createBodyRooms({
    smallBytesMax: 1_000,
    largeBytesMax: 9_000_000,
    waitMs: 30_000,
    arriveMs: 30_000,
  });
});

describe('room for small bodies', () => {
  test('that is given back is there again, for everybody', () => {
    const room = rooms.of('account');
    for (let count = 0; count < 100; count++) {
      expect(room.take(600)).toBe(true);
      room.give(600);
    }
    expect(rooms.of('another').take(750)).toBe(true);
  });

  test('is one room of an account, whichever of its calls took it', () => {
    expect(rooms.of('account').take(500)).toBe(true);
    expect(rooms.of('account').take(251)).toBe(false);
    rooms.of('account').give(500);
    expect(rooms.of('account').take(251)).toBe(true);
  });

  test('is left to others: who holds much finds none while somebody new does', () => {
    expect(rooms.of('account').take(750)).toBe(true);
    expect(rooms.of('account').take(1)).toBe(false);
    expect(rooms.of('another').take(150)).toBe(true);
  });

  test('that was refused is not held', () => {
    expect(rooms.of('account').take(1_001)).toBe(false);
    expect(rooms.of('account').take(750)).toBe(true);
  });
});

test('a large body that has left makes room, however many there were', async () => {
  const room = rooms.of('account');
  for (let count = 0; count < 20; count++) {
    const leave = await room.enter(5_000_000);
    leave();
  }
  const [first] = [await room.enter(2_000_000), await room.enter(2_000_000)];
  const third = room.enter(2_000_000);
  first();
  (await third)();
});
