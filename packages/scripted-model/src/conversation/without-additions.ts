/** What agents' programs put between a person's words; found in Claude Code 2.1 and Codex 0.163. */
const additions = [
  'system-reminder',
  'environment_context',
  'user_instructions',
  'skills_instructions',
  'turn_aborted',
  'command-name',
  'command-message',
  'command-args',
  'local-command-caveat',
  'local-command-stdout',
];

const tagged = new RegExp(`<(${additions.join('|')})>.*?</\\1>`, 'gs');
const agentsFile = /^# AGENTS\.md instructions.*?<\/INSTRUCTIONS>/s;

/** A person's words without what their agent's program added. */
export function withoutAdditions(text: string): string {
  return text.replace(agentsFile, '').replace(tagged, '').trim();
}
