import type { ComponentProps, ReactNode } from 'react';
import { Field } from './Field.tsx';
import { join } from './join.ts';
import { inputBox } from './TextField.tsx';

interface Props extends ComponentProps<'textarea'> {
  label: ReactNode;
  side?: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
}

/** Grows with its text up to eight lines. */
export function TextArea({ label, side, hint, error, className, ...rest }: Props) {
  return (
    <Field label={label} side={side} hint={hint} error={error}>
      {(ids) => (
        <textarea
          {...ids}
          {...rest}
          className={join(
            inputBox,
            'field-sizing-content max-h-[178px] min-h-[84px] resize-none py-2',
            className,
          )}
        />
      )}
    </Field>
  );
}
