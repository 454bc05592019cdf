import type { AgentMode } from '@lime/contracts';

/** What people call the ways in which an agent works, and what each comes to. */
export const modes: Record<AgentMode, { name: string; text: string }> = {
  implement: { name: 'Implement', text: 'Makes the change and asks you about it' },
  bugfix: { name: 'Fix a bug', text: 'Shows a check that fails before and passes after' },
  plan: { name: 'Plan', text: 'Reads only; asks you about the tickets it would make' },
  review: { name: 'Review', text: 'Reads only; leaves comments and a verdict' },
};
