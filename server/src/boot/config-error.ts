/** Says every wrong variable at once. It stands by itself, so that who only tells of it loads no schemas. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(mistakes: readonly string[]) {
    super(`The environment variables are wrong:\n${mistakes.map((m) => `- ${m}`).join('\n')}`);
  }
}
