import { writeFile } from 'node:fs/promises';
import { request as send } from 'node:http';
import { createServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** An https address of a server that itself speaks plain http, as a proxy before it would give it one. */
export interface TlsProxy {
  url: string;
  /** Before this nothing is answered. `target` is the server's own address. */
  forwardTo(target: string): void;
  close(): Promise<void>;
}

/** `certificatePath` is where its certificate is written, for NODE_EXTRA_CA_CERTS of who is to trust it. */
export async function startTlsProxy(certificatePath: string): Promise<TlsProxy> {
  const pem = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  await writeFile(certificatePath, pem.cert);
  let target: string | null = null;
  const server = createServer({ key: pem.private, cert: pem.cert }, (request, response) => {
    if (target === null) {
      response.writeHead(503).end();
      return;
    }
    const { method, headers, url = '/' } = request;
    const passed = send(target + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${String(port)}`,
    forwardTo(url) {
      target = url;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
