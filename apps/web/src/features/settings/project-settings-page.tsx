import type { Project } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EnvVarSection } from '../../keep/env-var-section.tsx';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { BoardSection } from './board-section.tsx';
import { BudgetSection } from './budget-section.tsx';
import { EgressSection } from './egress-section.tsx';
import { EndSection } from './end-section.tsx';
import { GeneralSection, ReviewSection } from './general-sections.tsx';
import { PathsSection } from './paths-section.tsx';
import { partNames, type ProjectPart, projectParts } from './project-parts.ts';
import { WorkSection } from './work-section.tsx';

/** Must be keyed by the project. `repositories`: the section about what it works on. */
export function ProjectSettingsPage({ project, part, repositories }: { project: Project; part: ProjectPart; repositories: ReactNode }) {
  usePageTitle(`${partNames[part]} · ${project.name} settings`);
  return (
    <>
      <div className="flex flex-col gap-3">
        <h2 className="text-lg font-semibold tracking-tight [overflow-wrap:anywhere]">
          {project.name} <span className="text-sm font-normal text-faint">{project.key}</span>
        </h2>
        <nav aria-label="Settings of the project" className="-mx-4 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0">
          <ul className="flex w-max gap-1">
            {projectParts.map((one) => (
              <li key={one}>
                <Link
                  to="/settings/projects/$projectId"
                  params={{ projectId: project.id }}
                  search={one === 'general' ? {} : { part: one }}
                  aria-current={one === part ? 'page' : undefined}
                  ref={one === part ? bringIntoSight : null}
                  activeOptions={{ exact: true, includeSearch: true }}
                  className={`flex h-9 items-center border-b-2 px-2.5 text-[13px] transition-colors focus-visible:outline-offset-[-2px] ${one === part ? 'border-accent font-medium text-ink' : 'border-transparent text-muted hover:text-ink'}`}
                >
                  {partNames[one]}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      {part === 'repositories' ? repositories : <Part project={project} part={part} />}
    </>
  );
}

/** On a small screen the parts are wider than it. */
const bringIntoSight = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

function Part({ project, part }: { project: Project; part: Exclude<ProjectPart, 'repositories'> }) {
  switch (part) {
    case 'general':
      return (
        <>
          <GeneralSection project={project} />
          <ReviewSection project={project} />
          <EndSection project={project} />
        </>
      );
    case 'work':
      return (
        <>
          <WorkSection project={project} />
          <PathsSection project={project} />
        </>
      );
    case 'board':
      return <BoardSection projectId={project.id} />;
    case 'network':
      return <EgressSection project={project} />;
    case 'variables':
      return (
        <>
          <EnvVarSection scope={{ type: 'project', id: project.id }} text="The checks of this project’s runs get them, and nobody else: neither agents nor set-up. Secrets are masked in everything that a run says." none="No variables. Checks run with an empty environment of their own." />
          <EnvVarSection scope={{ type: 'agent', id: project.id }} title="Variables of agents" text="The agents of this project find them in their own sandbox, and can read them: give them nothing that they should not know." none="No variables. Agents find none of yours." />
        </>
      );
    case 'budget':
      return <BudgetSection projectId={project.id} />;
  }
}
