import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';

/** A real browser, which may run as root in a container. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // Not those of @sparticuz/chromium, which put away what protects a page.
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'],
  });
}

export interface View {
  language: 'zh' | 'en';
  theme: 'light' | 'dark';
  width: number;
  height: number;
}

export interface Watched {
  page: Page;
  /** Errors of the page and of its console, and requests to other hosts: none must be there. */
  troubles: string[];
}

/** A page as one reader sees it. It reaches no host but this one. */
export async function openPage(browser: Browser, url: string, view: View): Promise<Watched> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: view.width, height: view.height },
    locale: view.language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: view.theme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  const { host } = new URL(url);
  await context.route('**/*', async (route) => {
    const wanted = new URL(route.request().url());
    if (wanted.host === host || wanted.protocol === 'blob:') return route.continue();
    troubles.push(`a request to ${wanted.href}`);
    return route.abort();
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (said) => {
    if (said.type() === 'error' || said.type() === 'warning') troubles.push(said.text());
  });
  return { page, troubles };
}
