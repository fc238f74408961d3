import type { IncomingMessage } from 'node:http';
import { refuse } from '../generation/problems.ts';
import { watchArrival } from './arrival.ts';
import { largeBytes, noRoom, type BodyRoom } from './body-rooms.ts';

/** True where the headers announce a body, of whatever length. */
export function announcesBody(message: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = message.headers;
  return encoding !== undefined || (length !== undefined && Number(length) > 0);
}

const asking = new WeakMap<IncomingMessage, () => void>();

/** For a client that waits to be told (`Expect: 100-continue`): `goOn` tells it, once its body is wanted. */
export function holdBody(message: IncomingMessage, goOn: () => void): void {
  asking.set(message, goOn);
}

/** Before a body is read, and after all that its headers are refused for. */
export function askForBody(message: IncomingMessage): void {
  asking.get(message)?.();
  asking.delete(message);
}

export interface HeldBody {
  bytes: Buffer;
  /** Makes room for others: to be called once, when nothing of it is held any more. */
  release(): void;
}

/**
 * The whole body. What arrives is counted, not what was announced, so that a false length or a
 * chunked body is held to the same bounds. A large one waits unread until there is room for it. On a refusal
 * all room is given back here. Throws body_too_large, overloaded and (connection lost half way) malformed_body.
 */
export async function readBody(
  message: IncomingMessage,
  bytesMax: number,
  room: BodyRoom,
): Promise<HeldBody> {
  const announced = Number(message.headers['content-length'] ?? 0);
  if (announced > bytesMax) throw tooLarge(bytesMax);
  const leave = announced > largeBytes ? await room.enter(announced) : null;
  // Whoever left meanwhile has said so already: no event will come.
  if (message.destroyed) {
    leave?.();
    throw brokenOff();
  }
  askForBody(message);
  return message.complete && !leave
    ? readArrived(message, bytesMax, room)
    : readArriving(message, { bytesMax, announced, leave }, room);
}

/** Most bodies are small and have come with their headers: they wait in the stream's buffer. */
function readArrived(message: IncomingMessage, bytesMax: number, room: BodyRoom): HeldBody {
  const read: unknown = message.read();
  const bytes = Buffer.isBuffer(read) ? read : Buffer.alloc(0);
  if (bytes.length > bytesMax) throw tooLarge(bytesMax);
  if (!room.take(bytes.length)) throw noRoom();
  return {
    bytes,
    release() {
      room.give(bytes.length);
    },
  };
}

interface Arriving {
  bytesMax: number;
  announced: number;
  /** Of a large one that was let in. */
  leave: (() => void) | null;
}

function readArriving(
  message: IncomingMessage,
  { bytesMax, announced, leave: admitted }: Arriving,
  room: BodyRoom,
): Promise<HeldBody> {
  return new Promise((resolve, reject) => {
    // Filled as it arrives: to join 28 MB in the end would take a tenth of a second.
    const whole = admitted ? Buffer.allocUnsafeSlow(announced) : null;
    const chunks: Buffer[] = [];
    let bytes = 0;
    /** Of a small one. */
    let takenBytes = 0;
    let leave = admitted;
    let isOver = false;
    let stopWatch = watch();

    function watch(): () => void {
      // Of one whose length nobody said, only that it is large.
      const due = leave ? Math.max(announced, largeBytes) : null;
      return watchArrival(message, { wholeMs: room.arriveMs, bytes: due }, () => {
        // What still comes is of no use, and its connection ends in a moment.
        message.off('data', onData).off('end', onEnd).resume();
        message.socket.once('close', onError);
        release();
      });
    }
    function onData(chunk: Buffer): void {
      if (whole) {
        bytes += chunk.copy(whole, bytes);
        return;
      }
      bytes += chunk.length;
      if (bytes > bytesMax) return fail(tooLarge(bytesMax));
      chunks.push(chunk);
      if (leave) return;
      if (bytes > largeBytes) return void grow();
      if (!room.take(chunk.length)) return fail(noRoom());
      takenBytes += chunk.length;
    }
    /** Nobody said that it is large: it waits as others do, as heavy as it may become. */
    async function grow(): Promise<void> {
      stopWatch();
      message.pause();
      try {
        leave = await room.enter(bytesMax);
      } catch (error) {
        fail(error);
        return;
      }
      room.give(takenBytes);
      takenBytes = 0;
      if (isOver) return release();
      stopWatch = watch();
      message.resume();
    }
    function onEnd(): void {
      finish();
      const [first] = chunks;
      const joined = chunks.length === 1 && first ? first : Buffer.concat(chunks, bytes);
      resolve({ bytes: whole ?? joined, release });
    }
    function onError(): void {
      fail(brokenOff());
    }
    function finish(): void {
      isOver = true;
      stopWatch();
      message.off('data', onData).off('end', onEnd).off('error', onError);
    }
    function fail(error: unknown): void {
      if (isOver) return;
      finish();
      release();
      reject(error);
    }
    function release(): void {
      leave?.();
      room.give(takenBytes);
      takenBytes = 0;
    }

    message.on('data', onData).on('end', onEnd).on('error', onError);
  });
}

function tooLarge(bytesMax: number): Error {
  return refuse(
    'body_too_large',
    `The body is larger than the ${bytesMax} bytes that are allowed here. Give media as URLs.`,
  );
}

function brokenOff(): Error {
  return refuse('malformed_body', 'The connection ended before the whole body had arrived.');
}
