import { everyModel } from '../../dialects/catalogues.ts';
import { fieldOf } from '../../generation/issues.ts';
import { httpWarnings } from '../../lines/http/https-media.ts';
import { soldResolutions } from '../../lines/cost/offering.ts';
import { addLine } from '../../lines/book/store.ts';
import { completeLineSpec, parseLineSpec, LineSpecError } from '../../lines/book/line-spec.ts';
import { resolveLikeSystem } from '../../media/resolve.ts';
import { dialectsByName, type App } from '../../boot/compose.ts';
import { printAnswer, CommandError, type CommandContext } from '../command.ts';
import { modelsIn, soldBelow, warningOf } from './below.ts';
import { lineCommand, withLines } from './parts.ts';
import { readSecret, type SecretOptions } from './secret.ts';

export interface AddOptions extends SecretOptions {
  name: string;
  preset?: string;
  dialect?: string;
  baseUrl?: string;
  models?: string;
  tasksMax?: string;
  tasksMaxAt?: string;
  priority?: string;
  weight?: string;
  allowPrivateHost?: boolean;
  callbacks?: boolean;
  resendLost?: boolean;
  rerunFailed?: boolean;
  cancel?: string;
  unknownHours?: string;
}

export const wishDeps = { dialects: dialectsByName, resolve: resolveLikeSystem };

export async function addOneLine(context: CommandContext, options: AddOptions): Promise<void> {
  const wished = await completed(options);
  const secret = await readSecret(options);
  await withLines(context, async ({ app, database, keys, tell }) => {
    const line = await addLine(database, keys()[0], { ...wished, secret }).catch(
      (error: unknown) => {
        throw isTaken(error)
          ? new CommandError(`--name: a line named "${wished.name}" stands already`)
          : error;
      },
    );
    tell();
    const families = line.models.map(({ family }) => family).join(', ');
    const below = soldBelow(app, [line]);
    printAnswer(
      context,
      { ...line, soldBelowCost: modelsIn(below) },
      [
        `Added ${line.name} (${line.id}) at ${line.baseUrl} for ${families}.`,
        ...warningOf(below),
        ...httpWarnings([line], dialectsByName, app.config.publicUrl),
        ...(await unsoldSince(app)),
        `Try it with ${lineCommand('test', line)}.`,
      ].join('\n'),
    );
  });
}

/** With the first line the studio is not sold any more, unless the operator says so. */
async function unsoldSince({ lineRegistry, offering }: App): Promise<string[]> {
  await lineRegistry.refresh();
  if (lineRegistry.lines().length !== 1) return [];
  const unsold = everyModel.filter((model) => soldResolutions(model, offering.sells).length === 0);
  if (unsold.length === 0) return [];
  return [
    `Live keys are no longer sold the ${String(unsold.length)} models that no line serves, which the studio has made so far: see FILMGATE_STUDIO_SELLS.`,
  ];
}

async function completed(options: AddOptions) {
  try {
    return await completeLineSpec(parseLineSpec(wishOf(options)), wishDeps);
  } catch (error) {
    if (!(error instanceof LineSpecError)) throw error;
    throw new CommandError(`${optionOf(error.path)}: ${error.trouble}`);
  }
}

function wishOf(options: AddOptions): object {
  const { name, preset, dialect, baseUrl, priority, weight } = options;
  const { allowPrivateHost, callbacks, resendLost, rerunFailed, cancel, unknownHours } = options;
  return {
    name,
    preset,
    dialect,
    baseUrl,
    models: modelsOf(options),
    priority: numberOf(priority),
    weight: numberOf(weight),
    allowPrivateHost,
    callbacks,
    resendLost,
    rerunFailed,
    cancel,
    unknownHours: numberOf(unknownHours),
  };
}

/** `seedance-2.0=its-name,seedance-2.0-fast`: families, with the upstream's names where the preset has none. */
function modelsOf({ models, tasksMax, tasksMaxAt }: AddOptions): object[] | undefined {
  if (models === undefined) {
    const bound = tasksMax === undefined ? tasksMaxAt && '--tasks-max-at' : '--tasks-max';
    if (bound === undefined) return undefined;
    throw new CommandError(`${bound}: say with --models for which models it is`);
  }
  return models.split(',').map((text) => {
    const [family, ...upstreamName] = text.trim().split('=');
    return {
      family,
      upstreamName: upstreamName.length === 0 ? undefined : upstreamName.join('='),
      tasksMax: numberOf(tasksMax),
      ...(tasksMaxAt === undefined ? {} : { tasksMaxAt: boundsOf(tasksMaxAt) }),
    };
  });
}

/** `4k=1,1080p=2` */
function boundsOf(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [resolution = '', most] = pair.trim().split('=');
      return [resolution, Number(most)];
    }),
  );
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** `--base-url`, `--models[0].family` */
function optionOf(path: readonly PropertyKey[]): string {
  const place = fieldOf(path).replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return place === '' ? 'the line' : `--${place}`;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
