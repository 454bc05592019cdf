import { createValueMask, redactText, type ValueMask } from '@lime/kernel';
import { readRunSummary } from '@lime/runs';
import type { GatewayContext } from '../context.ts';
import { joinPieces } from '../metering/join-pieces.ts';
import type { OpenCall } from './call.ts';

type Kept = { requestSha256: string | null; answerSha256: string | null };

/** With full retention, keeps what was asked and answered as blobs, with secrets masked. A store that fails costs the record, never the call. */
export async function keepTalk(ctx: GatewayContext, call: OpenCall, answer: Uint8Array[]): Promise<Kept> {
  if (call.inHand.retention !== 'full') return { requestSha256: null, answerSha256: null };
  try {
    const { mask } = await agentsSecrets(ctx, call);
    const keep = async (text: string): Promise<string | null> => {
      const stored = await ctx.runs.blobs.put(call.inHand.tenantId, new TextEncoder().encode(redactText(mask(text))));
      return stored.kind === 'stored' ? stored.sha256 : null;
    };
    const said = call.ready.ask.stream ? JSON.stringify(joinPieces(answer)) : Buffer.concat(answer).toString('utf8');
    return { requestSha256: await keep(call.sent), answerSha256: answer.length === 0 ? null : await keep(said) };
  } catch (err) {
    ctx.logger.warn({ err, callId: String(call.inHand.callId) }, 'what was asked of a model could not be kept');
    return { requestSha256: null, answerSha256: null };
  }
}

/** What the project has set for its agents: they may have told it to the model. */
async function agentsSecrets({ db, runs }: GatewayContext, { inHand: { tenantId, runId } }: OpenCall): Promise<ValueMask> {
  const env = await db.read(tenantId, async (tx) => {
    const projectId = (await readRunSummary(tx, runId))?.projectId ?? null;
    return projectId === null ? null : runs.readStepEnv(tx, BigInt(projectId), 'agent');
  });
  return createValueMask((env?.vars ?? []).filter(({ isSecret }) => isSecret).map(({ value }) => value));
}
