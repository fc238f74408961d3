import { ImagePlus } from 'lucide-react';
import { useId } from 'react';
import { icon } from '../../ui/icons.ts';
import { join } from '../../ui/join.ts';
import { rulesOf } from './media-rules.ts';
import type { Kind } from './media.ts';

interface Props {
  label: string;
  kinds: readonly Kind[];
  /** Why nothing goes here. */
  offBecause: string | null;
  onFiles: (files: File[]) => void;
}

/** Chooses files; what is dropped on it goes where it says. */
export function EmptySlot({ label, kinds, offBecause, onFiles }: Props) {
  const id = useId();
  const isOff = offBecause !== null;
  return (
    <label
      htmlFor={id}
      title={offBecause ?? undefined}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (!isOff) onFiles([...event.dataTransfer.files]);
      }}
      className={join(
        'flex h-[100px] flex-col items-center justify-center gap-1 rounded-gate border border-dashed border-line-2 px-2 text-center text-meta text-ink-2',
        'has-focus-visible:outline-2 has-focus-visible:outline-daylight',
        !isOff && 'cursor-pointer hover:bg-hover',
      )}
    >
      <ImagePlus {...icon} className="text-ink-3" />
      <span className={join(isOff && 'text-ink-off line-through')}>{label}</span>
      {isOff && <span className="text-ink-3">{offBecause}</span>}
      <input
        id={id}
        type="file"
        className="sr-only"
        disabled={isOff}
        multiple={kinds.length > 1}
        accept={kinds.flatMap((kind) => rulesOf[kind].types).join(',')}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </label>
  );
}
