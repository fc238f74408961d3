import { Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton.tsx';
import { icon } from '../ui/icons.ts';
import { toggleTheme, useTheme } from './theme.ts';

export function ThemeButton() {
  const { t } = useTranslation();
  const isDark = useTheme() === 'dark';
  return (
    <IconButton label={isDark ? t('shell.toLight') : t('shell.toDark')} onClick={toggleTheme}>
      {isDark ? <Sun {...icon} /> : <Moon {...icon} />}
    </IconButton>
  );
}
