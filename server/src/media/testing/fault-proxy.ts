import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

/** Stands between a client and a server, and spoils what it is told to. */
export interface FaultProxy {
  url: string;
  /** One is taken from the front for each request that it fits; the others pass. */
  faults: Fault[];
  /** `METHOD path` of all requests, those that were spoiled included. */
  seen: string[];
  close(): Promise<void>;
}

export interface Fault {
  method: string;
  /**
   * Answers with this status; `reset` breaks the connection, `half` in the middle of the real body;
   * `stall` sends no more from there on.
   */
  with: number | 'reset' | 'half' | 'stall';
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const faults: Fault[] = [];
  const seen: string[] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    const at = faults.findIndex(({ method }) => method === incoming.method);
    const [fault] = at < 0 ? [] : faults.splice(at, 1);
    if (fault?.with === 'reset') incoming.socket.destroy();
    else if (typeof fault?.with === 'number') refuse(incoming, outgoing, fault.with);
    else pass(target, incoming, outgoing, fault?.with ?? null);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on no port');
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    faults,
    seen,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function refuse(incoming: IncomingMessage, outgoing: ServerResponse, status: number): void {
  incoming.resume().once('end', () => {
    outgoing.writeHead(status, { 'content-type': 'application/xml' });
    outgoing.end(
      incoming.method === 'HEAD'
        ? ''
        : '<Error><Code>SlowDown</Code><Message>later</Message></Error>',
    );
  });
}

/** The host header stays, because it is signed. */
function pass(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  until: 'half' | 'stall' | null,
): void {
  const { method, headers, url } = incoming;
  const onward = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    if (until === null) {
      answer.pipe(outgoing);
      return;
    }
    const bytes = Math.floor(Number(answer.headers['content-length']) / 2);
    let sent = 0;
    answer.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, Math.max(0, bytes - sent));
      sent += part.length;
      outgoing.write(part, () => {
        if (sent >= bytes && until === 'half') outgoing.destroy();
      });
    });
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
