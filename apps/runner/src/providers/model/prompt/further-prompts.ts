/** What a person says while the agent works. */
export function messagePrompt(texts: readonly string[]): string {
  const said = texts.join('\n\n');
  return `A person who follows your work says:\n\n${said}\n\nTake it into account, and go on until the whole task is done. If an answer in a certain form was asked for, give it anew as a whole at the end.`;
}

/** After an answer that is not in the form that was asked for. */
export function correctionPrompt(mode: 'plan' | 'review', problem: string): string {
  return `Your answer could not be read as a ${mode}: ${problem}\n\nGive the ${mode} again, as a whole, in one \`\`\`json block as described before, at the end of your answer.`;
}
