/** What a model says when its answer is to be this. */
export const answerIn = (value: unknown) => `Here it is.\n\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
