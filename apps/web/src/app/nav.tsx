import { Link, type LinkProps } from '@tanstack/react-router';
import { CircleUserRound, Command, GitPullRequest, Kanban, ListTree, LogOut, Moon, Search, Settings, Sun, SunMoon } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../components/button.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../components/menu.tsx';
import { useSwitchTenant, useTenants } from '../features/organisation/tenants.ts';
import { useMe } from '../lib/get-me.ts';
import { useSignOut } from '../features/session/sign-out.ts';
import { cx } from '../lib/class-names.ts';
import { setTheme, type Theme, toggleTheme, useTheme } from '../lib/theme.ts';
import { ProjectSwitcher, useCurrentProject } from './project-switcher.tsx';

type NavItem = { name: string; icon: ReactNode; link: LinkProps; exact: boolean };

function useNavItems(): NavItem[] {
  const project = useCurrentProject();
  const board: LinkProps = project === undefined ? { to: '/' } : { to: '/projects/$projectId', params: { projectId: project.id } };
  return [
    { name: 'Board', icon: <Kanban size={17} aria-hidden />, link: board, exact: true },
    { name: 'Runs', icon: <ListTree size={17} aria-hidden />, link: { to: '/runs' }, exact: false },
    { name: 'Pull requests', icon: <GitPullRequest size={17} aria-hidden />, link: { to: '/pull-requests' }, exact: false },
    { name: 'Settings', icon: <Settings size={17} aria-hidden />, link: { to: '/settings' }, exact: false },
  ];
}

/** Large screens: everything at the left. */
export function SideNav({ onSearch }: { onSearch: () => void }) {
  return (
    <div className="hidden w-52 shrink-0 flex-col gap-1 border-r border-line px-3 pt-3 pb-3 lg:flex">
      <ProjectSwitcher className="w-full" />
      <button type="button" onClick={onSearch} className="mt-2 mb-2 flex h-9 items-center gap-2 rounded-lg border border-line bg-surface px-2.5 text-[13px] text-muted transition-colors hover:border-line-strong">
        <Search size={15} aria-hidden /> Search
        <kbd className="ml-auto flex items-center gap-0.5 font-sans text-xs text-faint">
          <Command size={12} aria-label="Command or Control" />K
        </kbd>
      </button>
      <nav aria-label="Main" className="flex flex-col gap-0.5">
        {useNavItems().map(({ name, icon, link, exact }) => (
          <Link
            key={name}
            {...link}
            activeOptions={{ exact, includeSearch: false }}
            className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm transition-colors"
            activeProps={{ className: 'bg-hover font-medium text-ink' }}
            inactiveProps={{ className: 'text-muted hover:bg-hover hover:text-ink' }}
          >
            {icon} {name}
          </Link>
        ))}
      </nav>
      <div className="mt-auto flex items-center gap-1">
        <AccountMenu align="start" className="min-w-0 flex-1" />
        <ThemeButton />
      </div>
    </div>
  );
}

/** Small screens: above the content. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-2 lg:hidden">
      <ProjectSwitcher className="max-w-[60vw]" />
      <span className="ml-auto" />
      <IconButton label="Search" onClick={onSearch}>
        <Search size={18} aria-hidden />
      </IconButton>
      <AccountMenu align="end" />
    </header>
  );
}

/** Small screens: within the thumb's reach. */
export function BottomNav() {
  return (
    <nav aria-label="Main" className="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden">
      {useNavItems().map(({ name, icon, link, exact }) => (
        <Link
          key={name}
          {...link}
          activeOptions={{ exact, includeSearch: false }}
          className="flex h-13 flex-1 flex-col items-center justify-center gap-0.5 text-[11px]"
          activeProps={{ className: 'font-medium text-accent' }}
          inactiveProps={{ className: 'text-muted' }}
        >
          {icon} {name}
        </Link>
      ))}
    </nav>
  );
}

const themes: { value: Theme; name: string }[] = [
  { value: 'system', name: 'As the system' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
];

function AccountMenu({ align, className }: { align: 'start' | 'end'; className?: string }) {
  const me = useMe();
  const signOut = useSignOut();
  const theme = useTheme();
  return (
    <Menu
      align={align}
      trigger={
        <button type="button" className={cx('flex h-9 items-center gap-2 rounded-lg px-2 text-left text-[13px] text-muted transition-colors hover:bg-hover hover:text-ink', className)}>
          <CircleUserRound size={18} aria-hidden className="shrink-0" />
          <span className="hidden truncate lg:block">{me.data?.user.name ?? ''}</span>
          <span className="sr-only">, account and theme</span>
        </button>
      }
    >
      <MenuLabel>{me.data === undefined ? 'Account' : `${me.data.user.email} · ${me.data.tenant.name}`}</MenuLabel>
      <TenantChoices />
      <MenuLine />
      <MenuLabel>Theme</MenuLabel>
      {themes.map(({ value, name }) => (
        <MenuChoice key={value} checked={value === theme} onSelect={() => setTheme(value)}>
          {name}
        </MenuChoice>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => signOut.mutate()}>
        <LogOut size={15} aria-hidden /> Sign out
      </MenuItem>
    </Menu>
  );
}

/** The person's organisations, when there are several. */
function TenantChoices() {
  const tenants = useTenants().data?.filter(({ active }) => active) ?? [];
  const enter = useSwitchTenant();
  if (tenants.length < 2) return null;
  return (
    <>
      <MenuLine />
      <MenuLabel>Organisation</MenuLabel>
      {tenants.map(({ id, name, current }) => (
        <MenuChoice key={id} checked={current} onSelect={() => !current && enter.mutate(id)}>
          {name}
        </MenuChoice>
      ))}
    </>
  );
}

function ThemeButton() {
  const theme = useTheme();
  const Icon = { system: SunMoon, light: Sun, dark: Moon }[theme];
  return (
    <IconButton label={`Theme: ${theme}. Switch`} onClick={toggleTheme}>
      <Icon size={17} aria-hidden />
    </IconButton>
  );
}
