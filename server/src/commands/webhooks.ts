import { InvalidArgumentError, Option, type Command } from 'commander';
import { deliveryStates } from '../webhooks/log.ts';
import { commandContext, type CommandContext } from './command.ts';
import { toLimit } from './limit.ts';
import { addZone, toTime, type GivenTime, type ZoneOption } from './period.ts';
import { showCallbackSecret } from './webhooks/callback-secret.ts';
import {
  addOneEndpoint,
  listAll,
  removeOne,
  rotateOne,
  setEnabled,
  showOne,
  testOne,
  type AddOptions,
} from './webhooks/endpoints.ts';
import {
  listLog,
  resend,
  showDelivery,
  type LogOptions,
  type ResendOptions,
} from './webhooks/log.ts';

/** Commands about webhooks: where accounts are told of their tasks, and what became of it. */
export function addWebhookCommands(webhooks: Command): void {
  webhooks
    .command('add')
    .description('add an endpoint to an account; its secret is shown this once')
    .requiredOption('--account <account>', 'id or name')
    .requiredOption('--url <url>', 'where events are sent')
    .option('--types <types>', 'such as task.running,task.succeeded; without it the final states')
    .option('--description <description>', 'what it is for')
    .addOption(
      new Option('--mode <mode>', 'of which tasks it is told')
        .choices(['live', 'test'])
        .default('live'),
    )
    .action(async (options: AddOptions, command: Command) => {
      await addOneEndpoint(contextOf(command), options);
    });
  webhooks
    .command('list')
    .description('an account’s endpoints')
    .requiredOption('--account <account>', 'id or name')
    .action(async ({ account }: { account: string }, command: Command) => {
      await listAll(contextOf(command), account);
    });
  for (const { name, description, run } of actions) {
    webhooks
      .command(name)
      .description(description)
      .argument('<endpoint>', 'its id')
      .action(async (id: string, _options: object, command: Command) => {
        await run(contextOf(command), id);
      });
  }
  addLog(webhooks);
  webhooks
    .command('secret')
    .description('the secret that signs an account’s callbacks')
    .requiredOption('--account <account>', 'id or name')
    .action(async ({ account }: { account: string }, command: Command) => {
      await showCallbackSecret(contextOf(command), account);
    });
}

const actions: readonly {
  name: string;
  description: string;
  run(context: CommandContext, id: string): Promise<void>;
}[] = [
  { name: 'show', description: 'an endpoint with all that is known of it', run: showOne },
  {
    name: 'enable',
    description: 'send to an endpoint again, also what waits for it',
    run: (context, id) => setEnabled(context, id, true),
  },
  {
    name: 'disable',
    description: 'send nothing more to an endpoint; what waits for it goes on waiting',
    run: (context, id) => setEnabled(context, id, false),
  },
  {
    name: 'remove',
    description: 'remove an endpoint and give up what waits for it; the log stays',
    run: removeOne,
  },
  {
    name: 'rotate',
    description:
      'give an endpoint a new secret, shown this once; the old one is valid for 24 hours',
    run: rotateOne,
  },
  { name: 'test', description: 'send an endpoint a test event, once', run: testOne },
];

function addLog(webhooks: Command): void {
  webhooks
    .command('log')
    .description('deliveries, the newest first; or one with what was sent and what came back')
    .argument('[delivery]', 'its id')
    .option('--account <account>', 'id or name; needed where no delivery is named')
    .option('--endpoint <endpoint>', 'only to this endpoint')
    .option('--task <task>', 'only of this task')
    .option('--state <state>', `only ${deliveryStates.join(', ')}`, toState)
    .option('--limit <number>', 'how many at most', toLimit, 20)
    .option('--before <delivery>', 'id of the last delivery of the page before')
    .action(async (id: string | undefined, options: LogOptions, command: Command) => {
      const context = contextOf(command);
      await (id === undefined ? listLog(context, options) : showDelivery(context, id));
    });
  const time = (text: string): GivenTime => toTime(text);
  addZone(webhooks.command('resend'))
    .description('send a delivery again, or those of an endpoint in a time')
    .argument('[delivery]', 'its id')
    .option('--endpoint <endpoint>', 'in place of a delivery: all of this endpoint')
    .option('--from <time>', 'since when, such as 12h or 2026-11-20T08:00:00Z', time)
    .option('--to <time>', 'until when; without it until now', time)
    .option('--state <state>', `only ${deliveryStates.join(', ')}`, toState, 'failed')
    .action(async (id: string | undefined, options: ResendTimes, command: Command) => {
      const { from, to, zone, ...rest } = options;
      const times = { from: from?.(zone).getTime(), to: to?.(zone).getTime() };
      await resend(contextOf(command), id, { ...rest, ...times });
    });
}

interface ResendTimes extends Omit<ResendOptions, 'from' | 'to'>, ZoneOption {
  from?: GivenTime;
  to?: GivenTime;
}

function toState(text: string): (typeof deliveryStates)[number] {
  const state = deliveryStates.find((one) => one === text);
  if (state !== undefined) return state;
  throw new InvalidArgumentError(`It must be one of ${deliveryStates.join(', ')}.`);
}

function contextOf(command: Command): CommandContext {
  return commandContext(command.optsWithGlobals());
}
