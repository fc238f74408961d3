import { useTranslation } from 'react-i18next';
import { Drawer } from '../ui/Drawer.tsx';
import { SidebarContent } from './Sidebar.tsx';

/** The sidebar, where there is no room for it. */
export function MenuDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer title={t('shell.menu')} closeLabel={t('common.close')} onClose={onClose} side="left">
      <div className="-mx-4 flex min-h-full flex-col">
        <SidebarContent />
      </div>
    </Drawer>
  );
}
