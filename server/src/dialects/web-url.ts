import { z } from 'zod';

/** A parser of URLs drops these, so that what is read would not be what was sent. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f]/u;

/** The address of a file. `must` says what it must be. */
export function mediaUrl(must: string) {
  return urlWithout(control, must, 'without control characters');
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const blank = /[\u0000-\u001f\u007f-\u009f\s]/u;

/** An address that we call, exactly as it is given. */
export function urlToCall(must: string) {
  return urlWithout(blank, must, 'without white space and control characters');
}

function urlWithout(unfit: RegExp, must: string, without: string) {
  return z
    .string()
    .refine((text) => !unfit.test(text), { error: `${must} ${without}`, abort: true })
    .check(z.url({ protocol: /^https?$/, error: must }));
}
