import { readOptions, usage } from './read-options.ts';
import { runDrill } from './run-drill.ts';

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`drill: ${options}\n\n${usage}`);
  process.exit(2);
}

const { proofs, seconds } = await runDrill(options, (line) => process.stdout.write(`${line}\n`));
for (const { claim, seen, violations } of proofs) {
  process.stdout.write(`${violations.length === 0 ? '✓' : '✗'} ${claim} (${seen})\n`);
  for (const violation of violations) process.stdout.write(`    ${violation}\n`);
}
const broken = proofs.filter((proof) => proof.violations.length > 0);
process.stdout.write(broken.length === 0 ? `The drill passed in ${seconds} s.\n` : `The drill failed: ${broken.length} of ${proofs.length} claims do not hold. Repeat it with --seed ${options.seed}.\n`);
process.exit(broken.length === 0 ? 0 : 1);
