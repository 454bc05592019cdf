import type { Command } from '../command.ts';

export type Entry = { name: string; summary: string; load: () => Promise<{ command: Command }> };

/** All commands, in the order of the help. Each file is loaded only when its command is asked for. */
export const commands: Entry[] = [
  { name: 'run', summary: 'start work on a repository and follow it to the gate', load: () => import('./run.ts') },
  { name: 'runs', summary: 'list runs, newest first', load: () => import('./runs.ts') },
  { name: 'show', summary: 'a run with its steps, artifacts, gates and effects', load: () => import('./show.ts') },
  { name: 'watch', summary: "follow a run's transcript until it ends", load: () => import('./watch.ts') },
  { name: 'diff', summary: 'what a run changed', load: () => import('./diff.ts') },
  { name: 'approve', summary: 'say yes at the gate where a run waits', load: () => import('./approve.ts') },
  { name: 'reject', summary: 'say no at the gate, with the reason', load: () => import('./reject.ts') },
  { name: 'attempts', summary: 'compare runs side by side of one ticket', load: () => import('./attempts.ts') },
  { name: 'redo', summary: 'send the work back to be done again on the newest base', load: () => import('./redo.ts') },
  { name: 'cancel', summary: 'stop a run', load: () => import('./cancel.ts') },
  { name: 'why', summary: 'what a run waits for, since when, and whose move it is', load: () => import('./why.ts') },
  { name: 'message', summary: 'say something to a run: at work, at its gate, or over', load: () => import('./message.ts') },
  { name: 'artifacts', summary: 'list or download what a run made', load: () => import('./artifacts.ts') },
  { name: 'recipes', summary: 'list the recipes that can do work', load: () => import('./recipes.ts') },
  { name: 'project', summary: 'list, make and set up projects', load: () => import('./project.ts') },
  { name: 'budget', summary: "show and set a project's budgets", load: () => import('./budget.ts') },
  { name: 'env', summary: "variables and secrets for a project's checks", load: () => import('./env.ts') },
  { name: 'costs', summary: 'what was spent, on what, and what an accepted change costs', load: () => import('./costs.ts') },
  { name: 'calls', summary: 'what a run asked of language models', load: () => import('./calls.ts') },
  { name: 'limits', summary: 'how many agent steps may be at work at once', load: () => import('./limits.ts') },
  { name: 'sign-in', summary: 'a fresh one-time link for the browser', load: () => import('./sign-in.ts') },
  { name: 'members', summary: 'who works here: invite, give roles, disable', load: () => import('./members.ts') },
  { name: 'keys', summary: 'create, list and revoke API keys for programs', load: () => import('./keys.ts') },
  { name: 'sessions', summary: 'where you are signed in', load: () => import('./sessions.ts') },
  { name: 'audit', summary: 'who did what; as CSV or NDJSON too', load: () => import('./audit.ts') },
  { name: 'runners', summary: 'list the machines that do the work', load: () => import('./runners.ts') },
  { name: 'runner', summary: 'let this machine do work for a server', load: () => import('./runner.ts') },
  { name: 'provider', summary: "install, list and remove language models' programs", load: () => import('./provider.ts') },
  { name: 'runner-token', summary: 'create, list and revoke the tokens of runners', load: () => import('./runner-token.ts') },
  { name: 'secrets', summary: 'rotate the keys under which secrets are kept', load: () => import('./secrets.ts') },
  { name: 'scripted-model', summary: 'a model server that answers from a script, for tests and demos', load: () => import('./scripted-model.ts') },
  { name: 'doctor', summary: 'check this machine and say what to fix', load: () => import('./doctor.ts') },
];
