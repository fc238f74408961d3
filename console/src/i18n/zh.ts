// Of the faces of systems none may be there: these come in slices, those alone whose characters a page has.
import '@fontsource-variable/noto-sans-sc';
import assets from './zh/assets.json';
import common from './zh/common.json';
import deductions from './zh/deductions.json';
import keys from './zh/keys.json';
import logs from './zh/logs.json';
import models from './zh/models.json';
import overview from './zh/overview.json';
import playground from './zh/playground.json';
import problems from './zh/problems.json';
import settings from './zh/settings.json';
import shell from './zh/shell.json';
import signIn from './zh/sign-in.json';
import task from './zh/task.json';
import tasks from './zh/tasks.json';
import usage from './zh/usage.json';
import webhooks from './zh/webhooks.json';

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
