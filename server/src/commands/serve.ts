import type { Command } from 'commander';
import { nearest } from '../boot/nearest.ts';
import type { Role } from '../boot/serve.ts';
import { CommandError } from './failure.ts';

/** `serve`: runs until it is told to stop. What names no other command comes here as well, so little is loaded before. */
export function addServeCommand(serve: Command): void {
  serve
    .option('--role <role>', 'all, or only the api, or only the worker', 'all')
    .addHelpText(
      'after',
      '\nEnvironment variables set it up: docs/configuration.md lists them, `filmgate doctor` checks them.',
    )
    // What stands here is no argument of ours: it is a command that nobody knows.
    .allowExcessArguments()
    .action(async (options: { role: string }, command: Command) => {
      const [unknown] = command.args;
      if (unknown !== undefined) throw unknownCommand(unknown, command);
      const json = command.optsWithGlobals<{ json?: boolean }>().json === true;
      const role = parseRole(options.role);
      const { runServer } = await import('./serve/run.ts');
      await runServer(role, json);
    });
}

function parseRole(text: string): Role {
  if (text === 'all' || text === 'api' || text === 'worker') return text;
  throw new CommandError(`--role: "${text}" is none of all, api, worker`);
}

function unknownCommand(name: string, { parent }: Command): CommandError {
  const names = parent?.commands.map((command) => command.name()) ?? [];
  const meant = nearest(name, names, (word) => word);
  const wayOut = meant === null ? 'see `filmgate --help`' : `did you mean ${meant}?`;
  return new CommandError(`There is no command "${name}": ${wayOut}`);
}
