import { progress as clackProgress } from '@clack/prompts';
import { printError } from './printer.ts';

/** How far a video is, for whoever waits for it. All of it goes to standard error. */
export interface Progress {
  show(standing: Standing): void;
  /** Nothing is shown any more. */
  end(done: boolean): void;
}

interface Standing {
  /** In words, such as `rendering`. */
  state: string;
  /** 0 … 100. */
  percent: number;
  /** What it costs, in words. */
  cost: string;
}

/** For a terminal a bar, for a log some lines, and nothing where the answer is for a program. */
export function openProgress(json: boolean): Progress {
  if (json) return { show: () => undefined, end: () => undefined };
  if (process.stderr.isTTY) return openBar();
  return openLines(printError);
}

const barSize = 30;

function openBar(): Progress {
  const bar = clackProgress({
    max: 100,
    size: barSize,
    indicator: 'timer',
    output: process.stderr,
    withGuide: false,
    // Clack ends its display at a signal: what comes then is cancelling.
    cancelMessage: 'cancelling',
  });
  let last: Standing | null = null;
  return {
    show(standing) {
      const text = describe(standing);
      if (last === null) {
        bar.start(text);
        leaveKeysAlone();
      }
      bar.advance(standing.percent - (last?.percent ?? 0), text);
      last = standing;
    },
    end(done) {
      if (last === null || bar.isCancelled) return;
      if (done) bar.stop(`done, ${last.cost}`);
      else bar.error(describe(last));
    },
  };
}

/**
 * Clack takes the terminal's keys and ends the process at Ctrl-C and Escape, with exit code 0. Here
 * Ctrl-C must stay a signal, because it first cancels the task.
 */
function leaveKeysAlone(): void {
  process.stdin.removeAllListeners('keypress');
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
}

const percentStep = 10;

/** A line for each new state and each tenth of the way. */
export function openLines(write: (line: string) => void, now = () => performance.now()): Progress {
  const startedMs = now();
  let last: Standing | null = null;
  return {
    show(standing) {
      const isNews =
        last === null ||
        last.state !== standing.state ||
        standing.percent >= last.percent + percentStep;
      if (!isNews) return;
      last = standing;
      const seconds = String(Math.floor((now() - startedMs) / 1000));
      write(`[${seconds} s] ${describe(standing)}`);
    },
    end: () => undefined,
  };
}

function describe({ state, percent, cost }: Standing): string {
  return `${state}, ${String(percent)} %, ${cost}`;
}
