import type { FirstStart } from '../first-start.ts';

/** What the first start of all made, for whoever sees it: only hashes of it are kept. */
export function welcome({ account, liveKey, testKey, admin }: FirstStart, url: string): string {
  return `
Welcome to Filmgate. This is shown once; keep what you need.

  Account    ${account.name}, with ${String(account.credits)} credits
  Live key   ${liveKey}
  Test key   ${testKey}  (free)
  Admin      ${admin.name} / ${admin.password}

Make a video:

  curl -X POST ${url}/api/open/v1/video/generations \\
    -H 'Authorization: Bearer ${liveKey}' \\
    -H 'Content-Type: application/json' \\
    -d '{"model": "seedance-2.0", "prompt": "A river flowing through an autumn forest, aerial view", "duration": 5, "resolution": "720p"}'

and read it with the requestId that this answers, until it has succeeded:

  curl ${url}/api/open/v1/video/generations/REQUEST_ID \\
    -H 'Authorization: Bearer ${liveKey}'

`;
}
