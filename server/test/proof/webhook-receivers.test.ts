import { test } from 'vitest';
import { isHere, languages, tryReceiver } from '../../src/webhooks/testing/receivers.ts';

/** The receivers of docs/webhooks.md, each with more than a thousand deliveries, good, old, forged and repeated. */

const rounds = 50;

for (const [name, language] of Object.entries(languages)) {
  const here = isHere(language);
  test.skipIf(!here)(
    `the guide’s receiver in ${name} takes every good delivery, once, and refuses every other${here ? '' : `: not tried, there is no ${name} here`}`,
    async () => {
      await tryReceiver(language, rounds);
    },
  );
}
