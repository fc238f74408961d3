import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

export interface Pipelines {
  /** The same, for as many requests of a connection at once as one may have under way. */
  bound(handle: Handle): Handle;
}

/** Of one connection: that whose answer is next, and those behind it. */
const underWayMost = 32;
const behindMost = underWayMost - 1;

interface Pipeline {
  /** Begun before the answer of an earlier one was out. */
  behind: number;
  /** What had come with the last packet that was read. */
  held: Held[];
  isScheduled: boolean;
}

interface Held {
  response: ServerResponse;
  begin(): void;
}

/**
 * A connection with so many unanswered requests is read no further, and of what was read the rest waits: a client
 * may write ten thousand requests before it reads an answer. They go on in later turns of the event loop, so that
 * other connections have theirs.
 */
export function createPipelines(): Pipelines {
  const pipelines = new WeakMap<Socket, Pipeline>();

  function open(socket: Socket): Pipeline {
    const pipeline: Pipeline = { behind: 0, held: [], isScheduled: false };
    pipelines.set(socket, pipeline);
    // Node.js resumes a connection whenever a request on it is done with.
    socket.on('resume', () => {
      if (isFull(pipeline)) socket.pause();
    });
    return pipeline;
  }

  function goOn(socket: Socket, pipeline: Pipeline): void {
    if (pipeline.isScheduled) return;
    pipeline.isScheduled = true;
    setImmediate(() => {
      pipeline.isScheduled = false;
      const { held } = pipeline;
      if (socket.destroyed) return;
      let begun = 0;
      // Those that are answered at once make no room within this turn.
      while (begun < held.length && begun < underWayMost && pipeline.behind < behindMost) {
        begin(pipeline, held[begun]);
        begun += 1;
      }
      held.splice(0, begun);
      if (isFull(pipeline)) {
        if (begun > 0 && pipeline.behind < behindMost) goOn(socket, pipeline);
      } else if (socket.isPaused()) {
        socket.resume();
      }
    });
  }

  function begin(pipeline: Pipeline, one: Held | undefined): void {
    if (one?.response.socket === null) {
      pipeline.behind += 1;
      one.response.once('socket', () => {
        pipeline.behind -= 1;
      });
    }
    one?.begin();
  }

  return {
    bound: (handle) => (request, response) => {
      // An answer gets its connection when all those before it are out: hardly any has to wait.
      const known = pipelines.get(request.socket);
      if (response.socket !== null && (known === undefined || known.held.length === 0)) {
        handle(request, response);
        return;
      }
      const { socket } = request;
      const pipeline = known ?? open(socket);
      const one: Held = {
        response,
        begin() {
          handle(request, response);
        },
      };
      response.once('socket', () => {
        goOn(socket, pipeline);
      });
      if (isFull(pipeline)) {
        pipeline.held.push(one);
        socket.pause();
      } else {
        begin(pipeline, one);
      }
    },
  };
}

function isFull({ behind, held }: Pipeline): boolean {
  return held.length > 0 || behind >= behindMost;
}
