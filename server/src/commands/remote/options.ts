import type { Command } from 'commander';

/** Of a command that can be given to a Filmgate elsewhere, as its customer. */
export interface RemoteOptions {
  remote?: string;
  keyFile?: string;
}

export function addRemoteOptions(command: Command): Command {
  return command
    .optionsGroup('As a customer of a Filmgate elsewhere:')
    .option('--remote <url>', 'where it is; the API key is read from FILMGATE_KEY')
    .option('--key-file <file>', 'a file with the API key, instead of FILMGATE_KEY');
}
