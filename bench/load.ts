import autocannon from 'autocannon';

/** One measured run of a load against a server on this machine. */
export interface Load {
  url: string;
  connections: number;
  seconds: number;
  /** Sent in turn by every connection. */
  requests: readonly LoadRequest[];
}

export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Measured {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers that were not 2xx, and connections that broke. */
  failed: number;
}

export async function measure(load: Load): Promise<Measured> {
  const { url, connections, seconds, requests } = load;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    // Each connection begins at another place of the list, so that they do not ask in step.
    setupClient(client) {
      const start = Math.floor(Math.random() * requests.length);
      client.setRequests([...requests.slice(start), ...requests.slice(0, start)]);
    },
  });
  return {
    perSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}
