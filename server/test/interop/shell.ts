import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a reader of a platform's documentation puts in the place of what is printed there. */
export interface Ours {
  /** Base URL of the API. */
  url: string;
  key: string;
  /** Where the media are, and where webhooks go. */
  mediaUrl: string;
  /** From the answer to the create call, for calls that name a task. */
  taskId?: string;
}

/** For programs that would go through a proxy to reach this machine. */
export const thisMachineAlone = { no_proxy: '127.0.0.1', NO_PROXY: '127.0.0.1' };

/** A printed call or program with its base URL, key, media host and task id changed, and nothing else. */
export function ourOwn(printed: string, ours: Ours): string {
  const changes = {
    'https://hmtm.cn': ours.url,
    'https://www.seedance2.ink': ours.url,
    'https://tokenhub.store': ours.url,
    'https://api.3hei.com': ours.url,
    'https://www.jimmyai.cn': ours.url,
    YOUR_API_KEY: ours.key,
    sd2_live_your_api_key: ours.key,
    'th-your-api-key': ours.key,
    sk_xxx: ours.key,
    'https://example.com': ours.mediaUrl,
    'https://your-app.com': ours.mediaUrl,
    'https://your-bucket.com': ours.mediaUrl,
    YOUR_TASK_ID: ours.taskId,
    req_1234567890: ours.taskId,
  };
  let command = printed;
  for (const [theirs, mine] of Object.entries(changes)) {
    if (mine !== undefined) command = command.replaceAll(theirs, mine);
  }
  for (const [, host] of command.matchAll(/https?:\/\/([^\s/"':]+)/gu)) {
    if (host !== '127.0.0.1')
      throw new Error(`the call would leave this machine for ${String(host)}`);
  }
  return command;
}

/** Runs a command line as the shell does that it is pasted into; resolves with what it printed. */
export async function shell(commandLine: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', commandLine], {
    env: { ...process.env, ...thisMachineAlone },
  });
  return stdout;
}
