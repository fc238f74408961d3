import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from './client.ts';

interface DialectTitle {
  name: string;
  title: string;
}

/** Of an installation they change with its build alone. */
const dialectTitlesQuery = queryOptions({
  queryKey: ['dialect-titles'],
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<DialectTitle[]> => {
    const { data } = await call('listDialects', { signal });
    return [
      { name: 'platform', title: 'Filmgate' },
      ...data.map(({ name, title }) => ({ name, title })),
    ];
  },
});

/** The APIs that tasks are made in, and how one is called. */
export function useDialectTitles() {
  const { data: all = [] } = useQuery(dialectTitlesQuery);
  return { all, titleOf: (name: string) => all.find((one) => one.name === name)?.title ?? name };
}
