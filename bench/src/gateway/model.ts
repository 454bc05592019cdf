import { startScriptedModel } from '@lime/scripted-model';

/** A process of its own: the model server that both sides ask. Says a word when asked for little, and a book when asked for much; prints its URL. */
const model = await startScriptedModel({
  remember: 1,
  script: {
    rules: [{ when: { prompt: 'a book' }, steps: [{ say: 'It was a bright cold day in April, and the clocks were striking 13. '.repeat(15_000) }] }],
    otherwise: { say: 'Thirteen.' },
  },
});
// The bench is gone.
process.on('disconnect', () => process.exit());
process.stdout.write(`${model.url}\n`);
