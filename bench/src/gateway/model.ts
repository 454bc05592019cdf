import { startScriptedModel } from '@lime/scripted-model';
import { startPacedModel } from './paced-model.ts';

/** A process of its own: the model servers that both sides ask. One says a word when asked for little, a book when asked for much, and works when told to; the other keeps to a pace. Prints their URLs. */
const model = await startScriptedModel({
  remember: 1,
  script: {
    rules: [
      { when: { prompt: 'a book' }, steps: [{ say: 'It was a bright cold day in April, and the clocks were striking 13. '.repeat(15_000), usage: { output: 180_000 } }] },
      { when: { prompt: 'Work for a while' }, steps: [{ use: { tool: 'shell', command: 'sleep 8; echo worked > work.txt' } }, { say: 'Worked.' }] },
    ],
    otherwise: { say: 'Thirteen.' },
  },
});
// The bench is gone.
process.on('disconnect', () => process.exit());
process.stdout.write(`${model.url} ${startPacedModel()}\n`);
