/** What installs a repository's dependencies. */
export type SetupPlan = {
  /** A shell command. */
  readonly command: string;
  /** Files that say what gets installed. */
  readonly inputs: readonly string[];
  /**
   * Whether more than `inputs` decides what comes out: scripts of the repository run on the way.
   * Then the result serves runs of the same commit only.
   */
  readonly dependsOnSource: boolean;
  /** Programs whose version matters. */
  readonly tools: readonly string[];
};
