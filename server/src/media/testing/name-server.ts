import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server on loopback (RFC 1035), for tests: answers A and AAAA from what `answer` says. */
export interface NameServer {
  address: string;
  close(): void;
}

export type Records = readonly Buffer[] | 'no such name' | 'broken' | 'silent';

const codes = { 'no such name': 3, broken: 2 } as const;

export async function startNameServer(
  answer: (type: 'A' | 'AAAA', name: string) => Records,
): Promise<NameServer> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const type = query.readUInt16BE(at + 1);
    const records = answer(type === 28 ? 'AAAA' : 'A', labels.join('.'));
    if (records === 'silent') return;
    const found = typeof records === 'string' ? [] : records;
    const header = Buffer.alloc(12);
    header.writeUInt16BE(query.readUInt16BE(0), 0);
    header.writeUInt16BE(0x8180 | (typeof records === 'string' ? codes[records] : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(found.length, 6);
    const question = query.subarray(12, at + 5);
    const answers = found.map((data) => {
      const record = Buffer.alloc(12);
      // The name is the one at byte 12, that of the question.
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(type, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt32BE(0, 6);
      record.writeUInt16BE(data.length, 10);
      return Buffer.concat([record, data]);
    });
    socket.send(Buffer.concat([header, question, ...answers]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${String(socket.address().port)}`,
    close() {
      socket.close();
    },
  };
}
