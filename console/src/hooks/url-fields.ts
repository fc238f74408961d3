import * as z from 'zod/mini';

/** A field of an address: what does not fit is taken for left out. Needs no `z.catch` in pages, which reads as a promise's. */
export const orElse: typeof z.catch = z.catch;

export const textField = orElse(z.string(), '');
