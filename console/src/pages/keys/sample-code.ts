import type { Dialect } from '../../../../client/src/api-types.ts';

type Sample = Dialect['samples'][number];

/** The sample as it is pasted: with the key while it is shown once, else with the variable that holds it. Pure. */
export function sampleCode({ language, text }: Sample, key: string | null): string {
  if (key !== null) return text.replaceAll('{{key}}', key);
  if (language === 'curl') {
    return text.replace(/'([^'\n{]*)\{\{key\}\}'/g, '"$1$$FILMGATE_KEY"');
  }
  if (language === 'python') {
    return text
      .replace(/^import json$/m, 'import json\nimport os')
      .replace(/"([^"\n{]*)\{\{key\}\}"/g, (_all, before: string) => {
        const variable = 'os.environ["FILMGATE_KEY"]';
        return before === '' ? variable : `"${before}" + ${variable}`;
      });
  }
  return text.replace(/'([^'\n{]*)\{\{key\}\}'/g, '`$1$${process.env.FILMGATE_KEY}`');
}

/** Where a dialect is called: the addresses of its sample for a terminal, the create first, then the read. */
export function addressesOf({ samples }: Pick<Dialect, 'samples'>): string[] {
  const curl = samples.find(({ language }) => language === 'curl')?.text ?? '';
  return [...curl.matchAll(/^curl '(https?:\/\/[^'\s]+)'/gm)].map(([, address = '']) => address);
}
