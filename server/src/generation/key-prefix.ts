/** What API keys begin with unless an operator chooses other letters. */
export const usualPrefix = 'fg_';

/** Words with a separator behind each. One that calls itself `test` would say it of live keys. */
export const prefixForm = /^(?=.{2,20}$)(?!.*test[_-]$)[A-Za-z](?:[A-Za-z0-9]*[_-])+$/;
