import { Command } from 'cmdk';
import { type LinkProps, useNavigate } from '@tanstack/react-router';
import { GitPullRequest, Kanban, ListTree, Search, SunMoon, Ticket } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { RunStatus } from '../components/run-status.tsx';
import { useBoard } from '../features/board/get-board.ts';
import { useRuns } from '../features/runs/list-runs.ts';
import { toggleTheme } from '../lib/theme.ts';
import { useCurrentProject } from './project-switcher.tsx';
import { settingsGroups } from './settings-sections.ts';

type PaletteProps = { open: boolean; onClose: () => void };

/** Ctrl-K: go anywhere by typing. */
export function CommandPalette({ open, onClose }: PaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content aria-describedby={undefined} className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100%-1.5rem)] max-w-xl -translate-x-1/2 animate-appear overflow-hidden rounded-2xl border border-line bg-raised shadow-pop">
          <Dialog.Title className="sr-only">Search</Dialog.Title>
          <Palette onClose={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ onClose }: { onClose: () => void }) {
  return (
    <Command label="Search" loop filter={(_, search, words) => rank(search, words ?? [])}>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search size={17} aria-hidden className="text-faint" />
        <Command.Input placeholder="Go to a ticket, a run, a screen…" className="h-12 w-full bg-transparent text-base outline-none sm:text-[15px]" />
      </div>
      <Command.List className="max-h-[min(26rem,60dvh)] overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint">
        <Command.Empty className="px-3 py-8 text-center text-muted">Nothing matches.</Command.Empty>
        <Screens onClose={onClose} />
        <Tickets onClose={onClose} />
        <Runs onClose={onClose} />
      </Command.List>
    </Command>
  );
}

/** 1 when every word that was typed begins one of the item's, less when it stands within one, 0 when it does not fit. */
function rank(search: string, words: string[]): number {
  const text = ` ${words.join(' ').toLowerCase()}`;
  const typed = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (!typed.every((word) => text.includes(word))) return 0;
  return typed.every((word) => text.includes(` ${word}`)) ? 1 : 0.5;
}

function Item({ value, keywords, onSelect, children }: { value: string; keywords?: string[]; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item value={value} {...(keywords ? { keywords } : {})} onSelect={onSelect} className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 data-[selected=true]:bg-hover">
      {children}
    </Command.Item>
  );
}

function Screens({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const go = (link: LinkProps) => {
    onClose();
    void navigate(link);
  };
  return (
    <>
      <Command.Group heading="Go to">
        <Item value="screen-board" keywords={['board', 'tickets']} onSelect={() => go({ to: '/' })}>
          <Kanban size={16} aria-hidden className="text-faint" /> Board
        </Item>
        <Item value="screen-runs" keywords={['runs']} onSelect={() => go({ to: '/runs' })}>
          <ListTree size={16} aria-hidden className="text-faint" /> Runs
        </Item>
        <Item value="screen-pulls" keywords={['pull requests', 'merge', 'review']} onSelect={() => go({ to: '/pull-requests' })}>
          <GitPullRequest size={16} aria-hidden className="text-faint" /> Pull requests
        </Item>
        <Item
          value="toggle-theme"
          keywords={['theme', 'dark', 'light', 'mode']}
          onSelect={() => {
            toggleTheme();
            onClose();
          }}
        >
          <SunMoon size={16} aria-hidden className="text-faint" /> Switch between light and dark
        </Item>
      </Command.Group>
      <Command.Group heading="Settings">
        {settingsGroups.flatMap(({ name: group, sections }) =>
          sections.map(({ slug, name, icon: Icon, words }) => (
            <Item key={slug} value={`settings-${slug}`} keywords={[name, 'settings', group, ...words]} onSelect={() => go({ to: '/settings/$section', params: { section: slug } })}>
              <Icon size={16} aria-hidden className="text-faint" /> {name}
              <span className="ml-auto text-[13px] text-faint">{group}</span>
            </Item>
          )),
        )}
      </Command.Group>
    </>
  );
}

function Tickets({ onClose }: { onClose: () => void }) {
  const project = useCurrentProject();
  return project === undefined ? null : <TicketsOf projectId={project.id} onClose={onClose} />;
}

function TicketsOf({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const board = useBoard(projectId);
  const navigate = useNavigate();
  const go = (ticketId: string) => {
    onClose();
    void navigate({ to: '/projects/$projectId', params: { projectId }, search: { ticket: ticketId } });
  };
  return (
    <Command.Group heading="Tickets">
      {board.data?.tickets.map((ticket) => (
        <Item key={ticket.id} value={`ticket-${ticket.id}`} keywords={[ticket.ref, ticket.title]} onSelect={() => go(ticket.id)}>
          <Ticket size={16} aria-hidden className="shrink-0 text-faint" />
          <span className="w-14 shrink-0 text-[13px] text-faint tabular-nums">{ticket.ref}</span>
          <span className="truncate">{ticket.title}</span>
        </Item>
      ))}
    </Command.Group>
  );
}

function Runs({ onClose }: { onClose: () => void }) {
  const runs = useRuns({});
  const navigate = useNavigate();
  const go = (runId: string) => {
    onClose();
    void navigate({ to: '/runs/$runId', params: { runId } });
  };
  return (
    <Command.Group heading="Latest runs">
      {runs.data?.pages[0]?.items.slice(0, 25).map((run) => (
        <Item key={run.id} value={`run-${run.id}`} keywords={[`run ${run.id}`, run.title, run.status]} onSelect={() => go(run.id)}>
          <span className="w-14 shrink-0 text-[13px] text-faint tabular-nums">#{run.id}</span>
          <span className="min-w-0 flex-1 truncate">{run.title}</span>
          <RunStatus run={run} />
        </Item>
      ))}
    </Command.Group>
  );
}
