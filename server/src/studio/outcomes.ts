import { failureCodes } from '../generation/problems.ts';
import type { FailureCode } from '../generation/problems.ts';

/** What a sandbox prompt asks for besides a video. */
export interface SandboxOutcome {
  /** The task fails with this code once the delay is over. */
  failure?: FailureCode;
  /** 0 … `longestDelayMs`. */
  delayMs: number;
  /** The prompt without the sandbox's words. */
  prompt: string;
}

export const longestDelayMs = 600_000;

const word = /\[\[\s*(fail|delay)\s*:\s*([a-z0-9_.]+)\s*\]\]/gi;
const duration = /^(\d+(?:\.\d+)?)(ms|s)$/;

/**
 * Reads `[[fail:provider_error]]` and `[[delay:20s]]` or `[[delay:500ms]]` out of a prompt. The first
 * known failure counts, delays add up to at most `longestDelayMs`. What is no such word stays in the
 * prompt as it is. For test keys only, which the caller decides.
 */
export function parseOutcome(prompt: string): SandboxOutcome {
  let failure: FailureCode | undefined;
  let delayMs = 0;
  const rest = prompt.replace(word, (whole, name: string, value: string) => {
    if (name.toLowerCase() === 'fail') {
      const code = failureCode(value.toLowerCase());
      if (code === undefined) return whole;
      failure ??= code;
      return ' ';
    }
    const wait = milliseconds(value.toLowerCase());
    if (wait === undefined) return whole;
    delayMs = Math.min(delayMs + wait, longestDelayMs);
    return ' ';
  });
  const bare = rest === prompt ? prompt : rest.replace(/[ \t]{2,}/g, ' ').trim();
  return { ...(failure === undefined ? {} : { failure }), delayMs, prompt: bare };
}

function failureCode(value: string): FailureCode | undefined {
  return failureCodes.find((code) => code === value);
}

function milliseconds(value: string): number | undefined {
  const found = duration.exec(value);
  if (found === null) return undefined;
  const amount = Number(found[1]);
  return Math.round(found[2] === 's' ? amount * 1000 : amount);
}
