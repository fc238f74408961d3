import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { axeFindings } from './axe.ts';

/** Where pictures of the pages go, for those who want to look at them. */
const pictures = process.env['CONSOLE_PICTURES'];

/** Keeps what is wrong with pages as they stood when they were looked at. */
export function startLooks() {
  /** What keeps somebody out, or does not fit the window. */
  const findings: string[] = [];
  return {
    findings,
    async look(page: Page, name: string): Promise<void> {
      if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
      findings.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (sideways > 0) findings.push(`${name}: ${String(sideways)} px too wide`);
    },
  };
}
