import { redactText } from '@lime/kernel';
import type { GatewayContext } from '../context.ts';
import { joinPieces } from '../metering/join-pieces.ts';
import type { OpenCall } from './call.ts';

type Kept = { requestSha256: string | null; answerSha256: string | null };

/** With full retention, keeps what was asked and answered as blobs, with secrets masked. A store that fails costs the record, never the call. */
export async function keepTalk(ctx: GatewayContext, call: OpenCall, answer: Uint8Array[]): Promise<Kept> {
  if (call.inHand.retention !== 'full') return { requestSha256: null, answerSha256: null };
  const keep = async (text: string): Promise<string | null> => {
    const stored = await ctx.runs.blobs.put(call.inHand.tenantId, new TextEncoder().encode(redactText(text)));
    return stored.kind === 'stored' ? stored.sha256 : null;
  };
  try {
    const said = call.ready.ask.stream ? JSON.stringify(joinPieces(answer)) : Buffer.concat(answer).toString('utf8');
    return { requestSha256: await keep(call.sent), answerSha256: answer.length === 0 ? null : await keep(said) };
  } catch (err) {
    ctx.logger.warn({ err, callId: String(call.inHand.callId) }, 'what was asked of a model could not be kept');
    return { requestSha256: null, answerSha256: null };
  }
}
