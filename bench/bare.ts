/**
 * The limit: a server of `node:http` alone that answers the same bytes. Run as
 * `node bench/bare.ts PORT BODY`; a POST's body is read before the answer.
 */
import { createServer } from 'node:http';

const [port = '0', body = ''] = process.argv.slice(2);
const bytes = Buffer.from(body);
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': String(bytes.length),
};

createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, headers).end(bytes);
    return;
  }
  request.resume().on('end', () => {
    response.writeHead(200, headers).end(bytes);
  });
}).listen(Number(port), '127.0.0.1', () => {
  process.send?.('listening');
});
