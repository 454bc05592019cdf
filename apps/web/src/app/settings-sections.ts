import { Bot, BookOpen, Building2, Cable, Coins, FileText, FolderKanban, KeyRound, type LucideIcon, MonitorSmartphone, PiggyBank, Rocket, ScrollText, Server, ShieldCheck, Tags, Users, Webhook, Workflow, Wrench, Zap } from 'lucide-react';

export type SettingsSection = { /** Its address below `/settings`. */ slug: string; name: string; icon: LucideIcon; about: string; /** Other words that people look for it by. */ words: string[] };
export type SettingsGroup = { name: string; sections: SettingsSection[] };

const section = (slug: string, name: string, icon: LucideIcon, about: string, ...words: string[]): SettingsSection => ({ slug, name, icon, about, words });

/** Everything that can be set up besides the projects, in the order in which it is shown. */
export const settingsGroups: SettingsGroup[] = [
  {
    name: 'Organisation',
    sections: [
      section('organisation', 'General', Building2, 'Its name and time zone', 'organisation', 'tenant', 'time zone', 'rename'),
      section('members', 'Members', Users, 'Who is here, and invitations', 'users', 'people', 'invite', 'invitations'),
      section('roles', 'Roles', ShieldCheck, 'What members may do', 'permissions', 'access'),
      section('projects', 'Projects', FolderKanban, 'All of them, and those that were put away', 'archive', 'boards'),
      section('labels', 'Labels', Tags, 'Words to sort tickets by', 'tags'),
      section('audit-log', 'Audit log', ScrollText, 'Who did what, and exports of it', 'audit', 'history', 'export'),
    ],
  },
  {
    name: 'Code and delivery',
    sections: [
      section('connectors', 'Connectors', Cable, 'Ways into GitHub, GitLab, Bitbucket and git servers', 'github', 'gitlab', 'bitbucket', 'git', 'credentials'),
      section('repositories', 'Repositories', BookOpen, 'What agents may be given to work on', 'repos', 'import'),
      section('webhooks', 'Webhooks', Webhook, 'What forges tell us, and every delivery of it', 'deliveries', 'replay'),
      section('build-pipelines', 'Pipelines', Workflow, 'Builds at the forges, and their runs', 'ci', 'builds', 'actions', 'pipeline runs'),
      section('deployment-targets', 'Deployments', Rocket, 'Where to deploy, and what was deployed', 'targets', 'deploy', 'rollback', 'release'),
    ],
  },
  {
    name: 'Agents',
    sections: [
      section('custom-instructions', 'Instructions', FileText, 'What agents are told besides their ticket', 'prompts', 'rules'),
      section('default-agent-instructions', 'Default instructions', FileText, 'What every run of an agent begins with', 'prompts', 'system'),
      section('default-agent-tools', 'Tools', Wrench, 'What agents may do at most', 'allowed', 'shell', 'edit'),
      section('hooks', 'Hooks', Zap, 'Your own code when something happens', 'javascript', 'typescript', 'automation'),
      section('models', 'Models', Bot, 'Upstreams, prices, and what is kept of talk', 'providers', 'claude', 'codex'),
      section('runners', 'Runners', Server, 'Machines that do the work, and limits', 'tokens', 'machines', 'limits'),
    ],
  },
  {
    name: 'Money',
    sections: [
      section('project-budgets', 'Budgets', PiggyBank, 'What runs may cost in a period', 'limit', 'spent', 'alerts'),
      section('costs', 'Costs', Coins, 'What was spent, by day, model and ticket', 'money', 'tokens'),
    ],
  },
  {
    name: 'You',
    sections: [
      section('api-keys', 'API keys', KeyRound, 'Keys for programs of yours', 'tokens', 'api'),
      section('sessions', 'Sessions', MonitorSmartphone, 'Where you are signed in', 'devices', 'sign out', 'github'),
    ],
  },
];
