import { setTimeout as wait } from 'node:timers/promises';
import chromium from '@sparticuz/chromium';
import { chromium as browsers, type Browser } from 'playwright-core';

const triesMost = 60;

/** A real browser, which may run as root in a container. */
export async function openBrowser(): Promise<Browser> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await browsers.launch({
        executablePath: await chromium.executablePath(),
        // Not those of the package, which put away what protects a page.
        args: ['--no-sandbox', '--no-zygote', '--disable-gpu'],
      });
    } catch (error) {
      // Unpacked at the first use, at one place for all: another test may be writing it just now.
      if (tries === triesMost || !String(error).includes('ETXTBSY')) throw error;
      await wait(500);
    }
  }
}
