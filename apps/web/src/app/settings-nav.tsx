import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, FolderKanban, type LucideIcon } from 'lucide-react';
import { useProjects } from '../lib/list-projects.ts';
import { listClass } from '../components/section.tsx';
import { settingsGroups } from './settings-sections.ts';

type Entry = { key: string; name: string; about: string; icon: LucideIcon; link: { to: '/settings/$section'; params: { section: string } } | { to: '/settings/projects/$projectId'; params: { projectId: string } } };
type Group = { name: string; entries: Entry[] };

function useGroups(): Group[] {
  const projects = useProjects().data ?? [];
  const fixed = settingsGroups.map(({ name, sections }): Group => ({ name, entries: sections.map((one) => ({ key: one.slug, name: one.name, about: one.about, icon: one.icon, link: { to: '/settings/$section', params: { section: one.slug } } })) }));
  const own = projects.map((project): Entry => ({ key: `project-${project.id}`, name: project.name, about: 'Review, network, variables and secrets', icon: FolderKanban, link: { to: '/settings/projects/$projectId', params: { projectId: project.id } } }));
  return [...fixed, ...(own.length === 0 ? [] : [{ name: 'Projects', entries: own }])];
}

/** Large screens: every section at the left of the one that is open. */
export function SettingsNav() {
  return (
    <nav aria-label="Settings" className="sticky top-0 hidden max-h-[calc(100dvh-3rem)] w-48 shrink-0 flex-col gap-5 self-start overflow-y-auto pb-6 xl:flex">
      {useGroups().map(({ name, entries }) => (
        <div key={name}>
          <p className="mb-1 px-2.5 text-xs font-medium text-faint">{name}</p>
          <ul className="flex flex-col gap-px">
            {entries.map(({ key, name: entry, link, icon: Icon }) => (
              <li key={key}>
                <Link {...link} className="flex h-8 items-center gap-2.5 rounded-lg px-2.5 text-[13px] transition-colors" activeProps={{ className: 'bg-hover font-medium text-ink' }} inactiveProps={{ className: 'text-muted hover:bg-hover hover:text-ink' }}>
                  <Icon size={15} aria-hidden className="shrink-0 text-faint" />
                  <span className="truncate">{entry}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** Smaller screens: the sections are a page of their own. */
export function SettingsIndex() {
  return (
    <div className="flex flex-col gap-6">
      {useGroups().map(({ name, entries }) => (
        <section key={name} aria-label={name}>
          <h2 className="mb-2 text-[13px] font-medium text-muted">{name}</h2>
          <ul className={listClass}>
            {entries.map(({ key, name: entry, about, link, icon: Icon }) => (
              <li key={key}>
                <Link {...link} className="flex items-center gap-3 px-4 py-2.5 transition-colors hover:bg-hover focus-visible:outline-offset-[-2px]">
                  <Icon size={18} aria-hidden className="shrink-0 text-faint" />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{entry}</span>
                    <span className="block truncate text-[13px] text-muted">{about}</span>
                  </span>
                  <ChevronRight size={16} aria-hidden className="shrink-0 text-faint" />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Smaller screens: back to the sections. */
export function BackToSettings() {
  return (
    <Link to="/settings" className="-ml-1 inline-flex h-8 items-center gap-1 self-start rounded-lg pr-2 text-[13px] text-muted hover:text-ink xl:hidden">
      <ChevronLeft size={16} aria-hidden /> Settings
    </Link>
  );
}
