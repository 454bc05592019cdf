import type { Project } from '@lime/contracts';
import { Link, useParams } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, FolderKanban, type LucideIcon } from 'lucide-react';
import { useProjects } from '../lib/list-projects.ts';
import { listClass } from '../components/section.tsx';
import { settingsGroups } from './settings-sections.ts';

type Entry = { key: string; name: string; about: string; icon: LucideIcon; link: { to: '/settings/$section'; params: { section: string } } | { to: '/settings/projects/$projectId'; params: { projectId: string } } };
type Group = { name: string; entries: Entry[] };

function useGroups(): Group[] {
  const projects = useProjects().data ?? [];
  const fixed = settingsGroups.map(({ name, sections }): Group => ({ name, entries: sections.map((one) => ({ key: one.slug, name: one.name, about: one.about, icon: one.icon, link: { to: '/settings/$section', params: { section: one.slug } } })) }));
  const own = nearest(projects, useParams({ strict: false }).projectId).map((project): Entry => ({ key: `project-${project.id}`, name: project.name, about: 'How work goes on, its board, repositories, variables, budget', icon: FolderKanban, link: { to: '/settings/projects/$projectId', params: { projectId: project.id } } }));
  return [...(own.length === 0 ? [] : [{ name: 'Projects', entries: own }]), ...fixed];
}

/** As many projects as leave the sections in sight, the open one among them; “Projects” lists all. */
function nearest(projects: Project[], openId: string | undefined): Project[] {
  const few = projects.slice(0, 4);
  const open = projects.find(({ id }) => id === openId);
  return open === undefined || few.includes(open) ? few : [open, ...few.slice(0, 3)];
}

/** Large screens: every section at the left of the one that is open. */
export function SettingsNav() {
  return (
    <nav aria-label="Settings" className="sticky top-0 hidden max-h-dvh w-48 shrink-0 flex-col gap-4 self-start overflow-y-auto pt-6 pb-6 xl:flex">
      <p className="px-2.5 text-lg font-semibold tracking-tight">Settings</p>
      {useGroups().map(({ name, entries }) => (
        <div key={name}>
          <p className="mb-0.5 px-2.5 text-xs font-medium text-faint">{name}</p>
          <ul className="flex flex-col gap-px">
            {entries.map(({ key, name: entry, link, icon: Icon }) => (
              <li key={key}>
                <Link {...link} activeOptions={{ exact: true, includeSearch: false }} className="flex h-7 items-center gap-2.5 rounded-lg px-2.5 text-[13px] transition-colors" activeProps={{ className: 'bg-hover font-medium text-ink' }} inactiveProps={{ className: 'text-muted hover:bg-hover hover:text-ink' }}>
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
