import { createHash, randomBytes } from 'node:crypto';
import type { DeploymentPlan } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import type { Attempted, EffectPlan, Reconciled, ToolCall } from '@lime/runs';
import type { DeployDeps } from '../deploy-deps.ts';
import type { Output } from '../tell-output.ts';
import { remoteScript, type RemoteWork } from './remote-script.ts';
import { type Talk, talkOverSsh } from './talk-over-ssh.ts';

type Plan = Extract<DeploymentPlan, { provider: 'ssh' }>;
type Given = { key: string; secret: string; values: ReadonlyMap<string, string>; output: Output; hide(text: string): string };

/** `refused`: the operator does not let this server go there. */
type Told = Talk | { kind: 'refused'; why: string };

/** Past the command's own time, so long until nobody waits for the machine's word. Seconds. */
const graceSeconds = 60;

/**
 * Runs the approved command on the machine, once: a folder there marks that it was begun, so whoever tries again follows
 * the first try and hears how it ended, after a crash too. Nobody can tell only when the machine cannot be asked, or went down meanwhile.
 */
export function sshEffect({ forge }: DeployDeps, { tenantId }: ToolCall, plan: Plan, { key, secret, values, output, hide }: Given): EffectPlan {
  const work = { key: nameOf('run', `${tenantId}:${key}`), lock: nameOf('target', `${tenantId}:${plan.target.id}`), command: plan.command, timeoutSeconds: plan.timeoutSeconds, environment: { ...Object.fromEntries(values), ...plan.environment } };
  const talk = async (mode: RemoteWork['mode'], say: Output['say'], signal?: AbortSignal): Promise<Told> => {
    const looked = await forge.outbound.look(plan.host);
    if (looked.kind === 'refused') return { kind: 'refused', why: looked.message };
    const [address] = looked.kind === 'resolved' ? looked.addresses : [];
    if (!address) return { kind: 'not_begun', why: looked.kind === 'unknown' ? looked.message : `${plan.host} has no address.` };
    const nonce = `lime-${randomBytes(16).toString('hex')}`;
    const deadline = AbortSignal.timeout((plan.timeoutSeconds + graceSeconds) * 1000);
    const machine = { address: address.address, port: plan.port, user: plan.user, hostKey: plan.hostKey, privateKey: secret };
    return talkOverSsh(machine, { nonce, script: remoteScript({ ...work, mode, nonce }), say, signal: signal ? AbortSignal.any([signal, deadline]) : deadline });
  };
  return {
    kind: 'forge.deploy',
    idempotencyKey: key,
    request: { provider: 'ssh', target: plan.target.name, sha: plan.sha, host: `${plan.user}@${plan.host}:${plan.port}`, marker: work.key },
    attempt: async (signal) => toAttempted(await talk('start', output.say, signal), plan, hide),
    reconcile: async () => toReconciled(await talk('follow', output.say), plan, hide),
  };
}

function nameOf(kind: string, text: string): string {
  return `${kind}-${sha256Hex(text).slice(0, 32)}`;
}

function toAttempted(talk: Told, plan: Plan, hide: (text: string) => string): Attempted {
  const refused = (code: string, message: string, retryable = false): Attempted => ({ kind: 'refused', error: { code, message: hide(message) }, retryable });
  if (talk.kind === 'refused') return refused('address_refused', talk.why);
  if (talk.kind === 'lost') return { kind: 'unknown', reason: hide(`the connection to ${plan.host} was lost: ${talk.why}`) };
  if (talk.kind === 'not_begun') return refused(...explain(talk.why, plan));
  const { verdict } = talk;
  switch (verdict.kind) {
    case 'exit':
      return verdict.code === 0 ? { kind: 'applied', result: { exitCode: 0 } } : refused('deploy_failed', `The command ended with ${verdict.code}.`);
    case 'late':
      return refused('deploy_timed_out', `The command took longer than ${plan.timeoutSeconds} seconds and was killed.`);
    case 'busy':
      return refused('target_busy', `An earlier command is still at work on ${plan.host}.`, true);
    case 'failed':
    case 'absent':
      return refused('target_unfit', `${plan.user} cannot write into the home folder on ${plan.host}.`);
    case 'interrupted':
      return { kind: 'unknown', reason: `the command was begun on ${plan.host}, and ended without a word` };
  }
}

/** What the command came to, where an earlier try has begun it. A command that failed has happened too. */
function toReconciled(talk: Told, plan: Plan, hide: (text: string) => string): Reconciled {
  if (talk.kind !== 'said') return { kind: 'unknown', reason: hide(talk.why) };
  const { verdict } = talk;
  if (verdict.kind === 'absent') return { kind: 'not_applied' };
  if (verdict.kind === 'exit' && verdict.code === 0) return { kind: 'applied', result: { exitCode: 0 } };
  // Trying again begins nothing: it finds the marker, and hears the same end.
  if (verdict.kind === 'exit' || verdict.kind === 'late') return { kind: 'not_applied' };
  return { kind: 'unknown', reason: `the command was begun on ${plan.host}, and ended without a word` };
}

function explain(why: string, { host, hostKey }: Plan): [string, string, boolean] {
  if (/host key/i.test(why)) return ['host_key_changed', otherKey(host, hostKey, why), false];
  if (/permission denied/i.test(why)) return ['access_denied', `${host} does not take the key. ${why}`, false];
  if (/invalid format|error in libcrypto|passphrase/i.test(why)) return ['key_unusable', 'The private key cannot be used: give one without passphrase, whole, in the OpenSSH format.', false];
  if (/ENOENT/.test(why)) return ['ssh_missing', 'The server has no "ssh" program. Install openssh-client.', false];
  return ['target_unreachable', `${host} could not be reached: ${why}`, true];
}

/** Both fingerprints, and what to do: ssh's own words are a banner. It shows none where the machine has no key of that kind. */
function otherKey(host: string, hostKey: string, why: string): string {
  const [kind = '', key = ''] = hostKey.split(' ');
  const expected = `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '')}`;
  const shown = /SHA256:[A-Za-z0-9+/]+/.exec(why)?.[0];
  const what = shown ? `${host} shows the host key ${shown}, and the target expects ${expected}.` : `${host} shows no host key of the kind ${kind}, and the target expects ${expected}.`;
  return `${what} Nothing was sent. If the machine was set up anew, compare its key there (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), then correct "hostKey" of the target; otherwise somebody may stand in between.`;
}
