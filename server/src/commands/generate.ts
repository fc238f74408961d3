import type { Command } from 'commander';
import type { FirstStart } from '../boot/first-start.ts';
import { creditsOf } from '../generation/money.ts';
import { clientState } from '../generation/states.ts';
import { inOneLine } from '../generation/visible.ts';
import type { App } from '../boot/compose.ts';
import type { TaskRow } from '../tasks/rows.ts';
import { endWithWrapper } from '../boot/wrapped.ts';
import { printAnswer, commandContext, CommandError, type CommandContext } from './command.ts';
import { addGenerationOptions, type GenerationOptions } from './generation-options.ts';
import { makeVideo } from './make-video.ts';
import type { Made } from './made.ts';
import { print, printError } from './printer.ts';
import { openProgress } from './progress.ts';
import { addRemoteOptions, type RemoteOptions } from './remote/options.ts';
import { findPlaces, saveVideo, type Places } from './save-video.ts';
import { tellable, welcome, type ToldFirstStart } from './welcome.ts';

interface GenerateOptions extends GenerationOptions, RemoteOptions {
  output: string;
  posterOut?: string;
  lastFrameOut?: string;
  account?: string;
  test?: true;
}

const more = `
Examples:
  filmgate generate "A cat walks along a garden wall at dusk, slow pan" -o cat.mp4
  filmgate generate "It turns its head" -o head.mp4 --first-frame cat.png --seconds 8
  filmgate generate "He walks as in the clip" -o walk.mp4 --image him.jpg --video walk.mov

What is left out is up to the model: 5 s of 720p with sound, for one.
A running server makes the video; where none runs on the data directory, this command does.
With --remote it is made by that Filmgate, for the account of the key.
Ctrl-C cancels the task.`;

/** `generate`: one video, from the words to the file. */
export function addGenerateCommand(command: Command): void {
  command
    .argument('<prompt>', 'what it shows')
    .optionsGroup('Where it goes:')
    .requiredOption('-o, --output <file>', 'the MP4 file to write')
    .option('--poster-out <file>', 'save its first frame as well, as JPEG')
    .option('--last-frame-out <file>', 'save its last frame as well, as JPEG');
  addGenerationOptions(command)
    .optionsGroup('Who pays:')
    .option('--account <account>', 'id or name of the account: demo unless told')
    .option('--test', 'nobody: make it in the sandbox');
  addRemoteOptions(command)
    .addHelpText('after', more)
    .action(async (prompt: string, options: GenerateOptions, self: Command) => {
      await generate(prompt, options, self.optsWithGlobals<{ json?: boolean }>());
    });
}

async function generate(
  prompt: string,
  options: GenerateOptions,
  globals: { json?: boolean },
): Promise<void> {
  const context = commandContext(globals);
  const { account = 'demo', test, remote } = options;
  if (remote !== undefined && (options.account !== undefined || test)) {
    throw new CommandError(
      '--remote: the key says whose it is, and whether it is made in the sandbox',
    );
  }
  const places = await findPlaces(options);
  const progress = openProgress(context.json);
  const stop = stopBySignal();
  const firsts: ToldFirstStart[] = [];
  const order = {
    prompt,
    options,
    account,
    mode: test ? ('test' as const) : ('live' as const),
    returnLastFrame: places.lastFrame !== null,
    progress,
    stop: stop.signal,
    onFirstStart(first: FirstStart, { publicUrl, config }: App) {
      const told = tellable(first, { ...config, isTerminal: process.stdout.isTTY });
      firsts.push(told);
      if (!context.json) print(welcome(told, publicUrl));
    },
  };
  try {
    const made = await (remote === undefined
      ? makeVideo(context, order, (row, app) => take(row, places, app))
      : (await import('./remote/generate.ts')).generateElsewhere({ ...order, places }));
    progress.end(made.file !== null);
    tell(context, { ...made, first: firsts[0] });
    if (made.file === null) process.exitCode = stop.exitCode() ?? 1;
  } catch (error) {
    progress.end(false);
    throw error;
  } finally {
    stop.forget();
  }
}

interface Stop {
  signal: AbortSignal;
  /** As a shell expects it of what a signal ended; null where none came. */
  exitCode(): number | null;
  forget(): void;
}

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The first signal asks; a second one ends the process, and the task goes on where it can. */
function stopBySignal(): Stop {
  const controller = new AbortController();
  let exitCode: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' && signal !== 'SIGTERM' && signal !== 'SIGHUP') return;
    if (controller.signal.aborted) process.exit(exitCodes[signal]);
    exitCode = exitCodes[signal];
    controller.abort();
  };
  for (const signal of Object.keys(exitCodes)) process.on(signal, onSignal);
  endWithWrapper();
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    forget() {
      for (const signal of Object.keys(exitCodes)) process.off(signal, onSignal);
    },
  };
}

async function take(row: TaskRow, places: Places, app: App): Promise<Made> {
  const { output } = row;
  const files = output?.files ?? null;
  if (files) await saveVideo(row.id, files, places, app);
  return {
    id: row.id,
    state: clientState(row.state),
    model: row.model,
    file: files && places.video,
    posterFile: files && places.poster,
    lastFrameFile: files && places.lastFrame,
    seconds: output?.seconds ?? null,
    width: output?.width ?? null,
    height: output?.height ?? null,
    frames: output?.frames ?? null,
    seed: row.request.seed,
    creditsCharged: creditsOf(row.charged_micros ?? 0n),
    ...(files ? {} : { error: whyNot(row) }),
  };
}

function whyNot({ id, failure }: TaskRow): string {
  // It was stopped while a finished video was still being copied.
  if (!failure) return `The video is made, but was not saved: see \`filmgate tasks show ${id}\`.`;
  return `${failure.message} Nothing was charged.`;
}

function tell(context: CommandContext, made: Made): void {
  const { id, error, file, seconds, width, height, creditsCharged } = made;
  if (error !== undefined && !context.json) {
    printError(`${inOneLine(error)} (${id})`);
    return;
  }
  const size = `${String(width)} x ${String(height)}`;
  const text = `${String(file)}: ${String(seconds)} s of ${size} for ${String(creditsCharged)} credits (${id})`;
  printAnswer(context, made, text);
}
