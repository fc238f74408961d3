import { about, variables } from './config.ts';

/** docs/configuration.md, made from the schema: `npm run docs` writes it. */
export function configurationPage(): string {
  const rows = Object.entries(variables.shape).map(([name, schema]) => {
    const told = about.get(schema);
    if (!told) throw new Error(`the variable ${name} is not described`);
    const description = told.secret ? `${told.description} **Secret.**` : told.description;
    return `| \`${name}\` | ${description} | ${told.default} | \`${told.example}\` |`;
  });
  return [
    '# Configuration',
    '',
    'Filmgate reads these environment variables when it starts. All of them have a default; an empty',
    'value counts as none. A wrong value stops the start, and the message names the variable and gives an',
    'example. The values of secrets are never printed.',
    '',
    '| variable | what it sets | default | example |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    'This page is made from `server/src/config.ts` by `npm run docs`.',
    '',
  ].join('\n');
}
