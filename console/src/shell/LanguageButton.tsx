import { Languages } from 'lucide-react';
import { switchLanguage, useLanguage } from '../i18n/start.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { icon } from '../ui/icons.ts';

/** Named in the language that it switches to, for those who do not read this one. */
export function LanguageButton({ isNamed = false }: { isNamed?: boolean }) {
  const other = useLanguage() === 'zh' ? 'en' : 'zh';
  const name = other === 'zh' ? '中文' : 'English';
  const go = (): void => void switchLanguage(other);
  if (isNamed) {
    return (
      <button
        type="button"
        onClick={go}
        className="flex h-[30px] items-center gap-1.5 rounded-control px-2 text-ink-2 hover:bg-hover"
      >
        <Languages {...icon} />
        {name}
      </button>
    );
  }
  return (
    <IconButton label={name} onClick={go}>
      <Languages {...icon} />
    </IconButton>
  );
}
