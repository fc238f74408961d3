/** The control door: `/_control/…` on a port of its own, so that no fault ever befalls it. JSON both ways. */
import type { IncomingMessage, RequestListener } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { clockMove, doorMove } from './control.ts';
import { faultSchema } from './faults.ts';
import type { Service } from './service.ts';
import { settingsPatch } from './settings.ts';

/** Answers 200 with JSON, 400 with a sentence, 404. `moveDoor` opens and shuts the upstream's door. */
export function createControlDoor(
  service: Service,
  moveDoor: (open: boolean) => Promise<void>,
): RequestListener {
  const actions: Readonly<Record<string, (request: IncomingMessage) => Promise<unknown>>> = {
    'GET /_control/ledger': () => Promise.resolve(service.ledger()),
    'GET /_control/counters': () => Promise.resolve(service.counters()),
    'GET /_control/settings': () => Promise.resolve(service.settings()),
    'PATCH /_control/settings': async (request) =>
      service.change(settingsPatch.parse(await json(request))),
    'GET /_control/faults': () => Promise.resolve(service.faults()),
    'POST /_control/faults': async (request) => ({
      number: service.setFault(faultSchema.parse(await json(request))),
    }),
    'DELETE /_control/faults': (request) => {
      service.clearFaults(numberIn(request));
      return Promise.resolve({});
    },
    'POST /_control/clock': async (request) => {
      service.moveClock(clockMove.parse(await json(request)));
      return {};
    },
    'POST /_control/release': () => Promise.resolve({ released: service.release() }),
    'POST /_control/door': async (request) => {
      await moveDoor(doorMove.parse(await json(request)).open);
      return {};
    },
  };

  return (request, response) => {
    const { pathname } = urlOf(request);
    const deed = actions[`${request.method ?? ''} ${pathname}`];
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (!deed) {
      answer(404, { problem: `Use one of: ${Object.keys(actions).join(', ')}.` });
      return;
    }
    deed(request).then(
      (body) => {
        answer(200, body);
      },
      (error: unknown) => {
        answer(400, {
          problem: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
        });
      },
    );
  };
}

/** `?number=3`; null: all. */
function numberIn(request: IncomingMessage): number | null {
  const number = urlOf(request).searchParams.get('number');
  return number === null ? null : Number(number);
}

function urlOf({ url = '' }: IncomingMessage): URL {
  return new URL(url, 'http://control');
}
