import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { bodyOf, type Settings } from './settings.ts';

/** The same request from a terminal, always in step with the form. */
export function CodePanel({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const body = JSON.stringify(bodyOf(settings)).replaceAll("'", String.raw`'\''`);
  const code = `curl -X POST ${location.origin}/platform/v1/tasks \\
  -H "Authorization: Bearer $FILMGATE_KEY" -H "Content-Type: application/json" \\
  -d '${body}'`;
  return (
    <div className="max-sm:hidden">
      <CodeBlock
        label={t('playground.tab.code')}
        code={code}
        head={<span className="text-meta font-medium">Filmgate</span>}
        side={<span className="text-meta text-ink-2">curl</span>}
      />
    </div>
  );
}
