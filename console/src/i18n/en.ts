import assets from './en/assets.json';
import common from './en/common.json';
import deductions from './en/deductions.json';
import keys from './en/keys.json';
import logs from './en/logs.json';
import models from './en/models.json';
import overview from './en/overview.json';
import playground from './en/playground.json';
import problems from './en/problems.json';
import settings from './en/settings.json';
import shell from './en/shell.json';
import signIn from './en/sign-in.json';
import task from './en/task.json';
import tasks from './en/tasks.json';
import usage from './en/usage.json';
import webhooks from './en/webhooks.json';

/** A file for each page, flat; keys begin with the page's name. */
export const words = {
  ...assets,
  ...common,
  ...deductions,
  ...keys,
  ...logs,
  ...models,
  ...overview,
  ...playground,
  ...problems,
  ...settings,
  ...shell,
  ...signIn,
  ...task,
  ...tasks,
  ...usage,
  ...webhooks,
};
