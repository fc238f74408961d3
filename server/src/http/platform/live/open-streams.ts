import type { ServerResponse } from 'node:http';
import { refuse } from '../../../generation/problems.ts';
import { heartbeat } from '../sse.ts';

/** A stream of events that somebody reads. */
export interface OpenStream {
  accountId: string;
  response: ServerResponse;
  /** Whether whoever opened it may still hear what it tells. */
  isAllowed(): Promise<boolean>;
}

export interface OpenStreamLimits {
  /** Most streams that are open at once in this process. */
  streamsMax: number;
  streamsOfAccountMax: number;
  /**
   * A stream is silent no longer. With each the key is looked at again, and whoever has not taken what was
   * sent in two of them is cut.
   */
  heartbeatMs: number;
}

/** The streams of one kind that are open in this process. */
export interface OpenStreams<Stream extends OpenStream> {
  readonly all: ReadonlySet<Stream>;
  isEnded(): boolean;
  /** Throws rate_limited and overloaded where no further one of the account may be opened. */
  refuseCrowd(accountId: string): void;
  /** `gone` is called once, when nobody reads it any more. */
  add(stream: Stream, gone?: () => void): void;
  /** Ends the answer in order. */
  finish(stream: Stream): void;
  /** Ends all of them; whoever opens further ones looks at `isEnded`. */
  end(): void;
  close(): void;
}

const heartbeatsBehindMax = 2;

export function createOpenStreams<Stream extends OpenStream>(
  limits: OpenStreamLimits,
): OpenStreams<Stream> {
  const streams = new Set<Stream>();
  /** Heartbeats since it took what was sent. */
  const behind = new WeakMap<Stream, number>();
  let isEnded = false;

  function finish(stream: Stream): void {
    if (streams.delete(stream)) stream.response.end();
  }

  function beat(): void {
    for (const stream of streams) {
      const { response } = stream;
      stream.isAllowed().then(
        (isAllowed) => {
          if (!isAllowed) finish(stream);
        },
        // Nobody knows just now: it is asked again with the next heartbeat.
        () => undefined,
      );
      const missed = behind.get(stream) ?? 0;
      if (!response.writableNeedDrain) {
        behind.set(stream, 0);
        response.write(heartbeat);
      } else if (missed < heartbeatsBehindMax) {
        behind.set(stream, missed + 1);
      } else {
        streams.delete(stream);
        response.destroy();
      }
    }
  }

  const beating = setInterval(beat, limits.heartbeatMs).unref();
  const end = (): void => {
    isEnded = true;
    for (const stream of streams) finish(stream);
  };
  return {
    all: streams,
    isEnded: () => isEnded,
    refuseCrowd(accountId) {
      if (streams.size >= limits.streamsMax) {
        throw refuse('overloaded', 'Too many streams are open here: read instead.', {
          retryAfterSeconds: 10,
        });
      }
      let own = 0;
      for (const stream of streams) if (stream.accountId === accountId) own += 1;
      if (own < limits.streamsOfAccountMax) return;
      throw refuse(
        'rate_limited',
        `The account has ${String(own)} streams open, as many as it may: close one, or read instead.`,
        { retryAfterSeconds: 10 },
      );
    },
    add(stream, gone) {
      streams.add(stream);
      stream.response.on('close', () => {
        streams.delete(stream);
        gone?.();
      });
    },
    finish,
    end,
    close() {
      end();
      clearInterval(beating);
    },
  };
}
