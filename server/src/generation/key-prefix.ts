/** What API keys begin with unless an operator chooses other letters. */
export const usualPrefix = 'fg_';

const longest = 20;
/** Words with a separator behind each. */
const form = /^[A-Za-z](?:[A-Za-z0-9]*[_-])+$/;

/** One that calls itself `test` would say it of live keys. */
export function isKeyPrefix(text: string): boolean {
  return text.length <= longest && form.test(text) && !/test[_-]$/.test(text);
}
