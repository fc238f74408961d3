import type { Line } from '../../lines/book/line.ts';
import { countUnderWay, readLines, type UnderWay } from '../../lines/book/store.ts';
import { printAnswer, readDatabase, type CommandContext } from '../command.ts';
import { inColumns } from '../table.ts';

/** `drained`: it drains and has nothing under way. */
type LineState = 'open' | 'off' | 'draining' | 'drained';

interface ShownLine extends Line, UnderWay {
  state: LineState;
  hasSecret: boolean;
}

export async function listLines(context: CommandContext): Promise<void> {
  await readDatabase(context, async ({ database }) => {
    const [stored, underWay] = await Promise.all([readLines(database), countUnderWay(database)]);
    const lines = stored.map(({ line, secretSealed }): ShownLine => {
      const has = underWay.get(line.id) ?? { inFlight: 0, uncollected: 0 };
      return { ...line, ...has, state: stateOf(line, has), hasSecret: secretSealed !== null };
    });
    printAnswer(context, { lines }, lines.length === 0 ? noLines : inTable(lines));
  });
}

const noLines =
  'There are no lines: the studio makes every video. Add one with "filmgate lines add".';

function stateOf(line: Line, { inFlight, uncollected }: UnderWay): LineState {
  if (line.draining) return inFlight + uncollected === 0 ? 'drained' : 'draining';
  return line.enabled ? 'open' : 'off';
}

function inTable(lines: readonly ShownLine[]): string {
  return inColumns([
    [
      'LINE',
      'STATE',
      'IN FLIGHT',
      'TO COLLECT',
      'PRIORITY',
      'WEIGHT',
      'DIALECT',
      'ADDRESS',
      'MODELS',
    ],
    ...lines.map((line) => [
      line.name,
      line.state,
      String(line.inFlight),
      String(line.uncollected),
      String(line.priority),
      String(line.weight),
      line.dialect,
      line.baseUrl,
      line.models.map(({ family }) => family).join(','),
    ]),
  ]);
}
