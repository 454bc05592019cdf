import type { ForgeProvider } from '@lime/contracts';
import { bitbucket } from './bitbucket/bitbucket.ts';
import { github } from './github/github.ts';
import { gitlab } from './gitlab/gitlab.ts';
import type { IntakeProvider } from './provider.ts';

export const providers: Record<ForgeProvider, IntakeProvider> = { github, gitlab, bitbucket };
