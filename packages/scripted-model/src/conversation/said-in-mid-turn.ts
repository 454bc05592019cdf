/** How Claude Code 2.1 hands on what a person says while it works: in a reminder, not as a message of theirs. */
const surfaced = /The user sent a new message while you were working:\n(.*?)\n\nThis is how Claude Code surfaces/gs;

/** A person's words in a reminder of the agent's program; none in most. */
export function saidInMidTurn(reminder: string): string[] {
  return [...reminder.matchAll(surfaced)].map(([, words = '']) => words);
}
