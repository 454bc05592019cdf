import { exitCodes } from '../cli-error.ts';
import { dataFolder } from '../client/find-connection.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { checkAgents } from '../doctor/check-agents.ts';
import { checkDataFolder } from '../doctor/check-data-folder.ts';
import { checkBun, checkGit, checkNode } from '../doctor/check-programs.ts';
import { checkSandbox } from '../doctor/check-sandbox.ts';
import { checkServer } from '../doctor/check-server.ts';
import type { Finding } from '../doctor/finding.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'doctor',
  about: `Checks what Lime needs on this machine: node, bun, git, the sandbox (bubblewrap, user namespaces,
cgroups), the data folder, room on the disk, the port, and the server if one runs; and which agents with a
language model there are, on which runners, and whether they have a model. Says what to fix.
Works without a server. Exit code 1 when something keeps Lime from working here.`,
  positionals: [],
  options: {},
  examples: ['lime doctor', 'lime doctor --json'],
  run: async (context) => {
    const found = await Promise.all([checkNode(), checkGit(), checkSandbox(), checkDataFolder(dataFolder(process.env)), checkServer(process.env), checkAgents(process.env)]);
    const findings = [checkBun(), ...found.flat()];
    const healthy = !findings.some((finding) => finding.state === 'broken');
    if (context.json) writeJson(context, { healthy, findings });
    else context.write(`${formatTable(findings.map((finding) => row(finding, context.paint)))}\n${summary(findings, context.paint)}`);
    return healthy ? exitCodes.ok : exitCodes.failed;
  },
});

function row({ check, state, found, fix }: Finding, paint: Context['paint']): string[] {
  const mark = { fine: paint.green('✔'), warning: paint.yellow('!'), broken: paint.red('✘') }[state];
  return [mark, paint.bold(check), fix ? `${found}. ${fix}` : found];
}

function summary(findings: Finding[], paint: Context['paint']): string {
  const broken = findings.filter((finding) => finding.state === 'broken').length;
  const warnings = findings.filter((finding) => finding.state === 'warning').length;
  if (broken > 0) return `${paint.red('Not ready:')} ${broken} to fix${warnings > 0 ? `, ${warnings} to consider` : ''}.\n`;
  return `${paint.green('Ready')}${warnings > 0 ? `, ${warnings} to consider` : ''}.\n`;
}
