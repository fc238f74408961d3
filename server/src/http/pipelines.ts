import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

export interface Pipelines {
  /** The same, for one request of a connection after the other. */
  bound(handle: Handle): Handle;
}

interface Pipeline {
  /** Read with the last packet, and not begun. */
  waiting: number;
}

/**
 * A client may write ten thousand requests before it reads an answer: of a connection the next begins when the answer
 * before it is out, in a later turn of the event loop, and no more is read while one waits. So a connection takes no
 * more of the process than one that asks and listens in turns.
 */
export function createPipelines(): Pipelines {
  const pipelines = new WeakMap<Socket, Pipeline>();

  function open(socket: Socket): Pipeline {
    const pipeline: Pipeline = { waiting: 0 };
    pipelines.set(socket, pipeline);
    // Node.js resumes a connection whenever a request on it is done with.
    socket.on('resume', () => {
      if (pipeline.waiting > 0) socket.pause();
    });
    return pipeline;
  }

  return {
    bound: (handle) => (request, response) => {
      const { socket } = request;
      const known = pipelines.get(socket);
      // An answer gets its connection when all those before it are out: hardly any has to wait.
      if (response.socket !== null && (known === undefined || known.waiting === 0)) {
        handle(request, response);
        return;
      }
      const pipeline = known ?? open(socket);
      const begin = (): void => {
        setImmediate(() => {
          pipeline.waiting -= 1;
          if (socket.destroyed) return;
          handle(request, response);
          if (pipeline.waiting === 0 && socket.isPaused()) socket.resume();
        });
      };
      pipeline.waiting += 1;
      socket.pause();
      if (response.socket === null) response.once('socket', begin);
      else begin();
    },
  };
}
