import { shortId } from '../format/counts.ts';
import { paths } from '../paths.ts';
import { TextLink } from './TextLink.tsx';

/** From a row to the task that it is about; null: about none. */
export function TaskLink({ id }: { id: string | null }) {
  if (id === null) return <span className="text-ink-3">—</span>;
  return (
    <TextLink href={paths.task(id)}>
      <code className="mono">{shortId(id)}</code>
    </TextLink>
  );
}
