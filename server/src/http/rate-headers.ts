import type { FastifyReply } from 'fastify';
import type { Rate } from '../generation/problems.ts';

/**
 * As draft-ietf-httpapi-ratelimit-headers has it since its eighth: names are quoted strings of RFC 9651. The time is
 * that until there is more, which of a refusal is when `Retry-After` says to come back.
 */
export function sayRate(
  reply: FastifyReply,
  { name, quota, windowSeconds, left, moreSeconds }: Rate,
): void {
  reply
    .header('ratelimit-policy', `"${name}";q=${String(quota)};w=${String(windowSeconds)}`)
    .header('ratelimit', `"${name}";r=${String(left)};t=${String(Math.ceil(moreSeconds))}`);
}
