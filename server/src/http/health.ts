import type { FastifyInstance } from 'fastify';

export interface Health {
  /** What must stand before requests are sent here: true, or why not. */
  ready(): Promise<Record<string, boolean | string>>;
}

/** `/livez`, `/healthz`: the process lives. `/readyz`: it can serve; 503 while it starts, drains or cannot. */
export function serveHealth(app: FastifyInstance, health: Health, isDraining: () => boolean): void {
  for (const path of ['/livez', '/healthz']) app.get(path, () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const checks = { ...(await checked(health)), serving: !isDraining() || 'draining' };
    const isReady = Object.values(checks).every((check) => check === true);
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'unready', checks });
  });
}

async function checked(health: Health): Promise<Record<string, boolean | string>> {
  try {
    return await health.ready();
  } catch {
    return { checks: 'failed' };
  }
}
