/** More lines than the transcript shows of an edit unasked. */
const manyLines = Array.from({ length: 40 }, (_, index) => `export const rate${index} = ${index};\n`).join('');

/** What the scripted model does for each ticket of the agents' tests, found by the ticket's title. `registry`: a package registry on this machine. */
export const agentsScript = (registry: string) => ({
  rules: [
    {
      when: { prompt: 'Ask around' },
      steps: [
        { use: { tool: 'shell', command: `curl -s -m 5 ${registry}/left-pad; curl -s -m 5 http://example.org/; true` } },
        { use: { tool: 'write', path: 'src/rates.js', content: manyLines } },
        { say: 'One answered, one did not.' },
      ],
    },
    {
      when: { prompt: '/Review the code[\\s\\S]*Round to the cent/' },
      steps: [
        { use: { tool: 'read', path: 'src/money.js' } },
        { say: `I read the change.\n\n${json({ verdict: 'request_changes', summary: 'Right at its heart, with **one** gap.', comments: [{ path: 'src/money.js', line: 3, lines: 1, text: 'Negative amounts are rounded *towards zero* here.', suggestion: '  return Math.sign(amount) * Math.round(Math.abs(amount) * 100);' }] })}` },
      ],
    },
    {
      when: { prompt: 'Round to the cent' },
      steps: [
        { say: 'I look at `src/money.js` first.', use: { tool: 'read', path: 'src/money.js' } },
        { use: { tool: 'edit', path: 'src/money.js', find: 'Math.floor(amount * 100)', replace: 'Math.round(amount * 100)' } },
        { use: { tool: 'shell', command: 'node --check src/money.js' }, usage: { input: 2_400, output: 120, cacheRead: 1_800 } },
        { say: 'Amounts are **rounded** now:\n\n- `toCents(0.29)` is 29\n- the checks pass' },
      ],
    },
    { when: { prompt: 'Call the bank' }, steps: [{ use: { tool: 'write', path: 'src/bank.js', content: `export const key = '${['AKIA', 'Q3EGZ7LRN5TMVX2B'].join('')}';\n` } }, { say: 'The client is there.' }] },
    { when: { prompt: 'Take your time' }, steps: [{ use: { tool: 'write', path: 'src/slow.js', content: '// slowly\n' } }, { use: { tool: 'shell', command: 'sleep 120' } }] },
    {
      when: { prompt: 'Sell in dollars' },
      steps: [
        { say: `Two steps will do.\n\n${json({ summary: 'Prices get a **currency**, then the shop shows it.', tickets: [{ title: 'Give amounts a currency', description: 'An amount says what it is an amount of.', paths: ['src/money.js'] }, { title: 'Show the currency', description: 'Orders print it.', paths: ['src'] }] })}` },
      ],
    },
  ],
  otherwise: { say: 'There is nothing to do.' },
});

function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
