import type { ReactNode } from 'react';
import { CopyIcon } from './CopyButton.tsx';
import { tokensOf, type TokenKind } from './tokens-of.ts';

interface Props {
  /** Tabs, at the left of the head. */
  head: ReactNode;
  /** At the right, before the copy button. */
  side?: ReactNode;
  label: string;
  code: string;
}

const colours: Readonly<Record<TokenKind, string>> = {
  plain: 'text-ink-2',
  word: 'text-ink',
  address: 'text-daylight',
  key: 'text-tungsten',
};

/** Code as it is pasted: it never wraps. */
export function CodeBlock({ head, side, label, code }: Props) {
  return (
    <div className="overflow-hidden rounded-control border border-line bg-sunken">
      <div className="flex h-[34px] items-center gap-2 border-b border-line pr-1 pl-3">
        <div className="min-w-0 flex-1">{head}</div>
        {side}
        <CopyIcon text={code} what={label} />
      </div>
      <pre
        tabIndex={0}
        role="region"
        aria-label={label}
        className="mono overflow-x-auto px-3 py-2.5 leading-[19px]"
      >
        {tokensOf(code).map(({ kind, text, at }) => (
          <span key={at} className={colours[kind]}>
            {text}
          </span>
        ))}
      </pre>
    </div>
  );
}
