/** The parts of a run's page, as its address names them. */
export const runTabs = ['transcript', 'changes', 'attempts', 'checks', 'artifacts', 'effects', 'calls'] as const;
export type RunTab = (typeof runTabs)[number];

export function isRunTab(value: string): value is RunTab {
  return runTabs.some((tab) => tab === value);
}
