import { isDatabaseAway } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { LeaseLost, performEffect } from '../effects/perform-effect.ts';
import type { ToolOutcome } from '../tool.ts';
import { toolStopMs } from '../tunables.ts';
import { openToolBounds, untilLeft } from './tool-bounds.ts';
import type { ToolInvocation } from './tool-invocation.ts';

/**
 * Calls a tool within its time-out. What it throws is a bug or a passing fault: told as a retryable
 * failure. But our own database going away is not the tool's doing and uses up none of its attempts:
 * that is thrown on, and the step is done by whoever takes the run up when the lease has run out.
 * A tool that does not stop when asked to is left behind: whatever it comes to later is nobody's any more.
 */
export async function callTool(ctx: RunsContext, call: ToolInvocation): Promise<ToolOutcome | { kind: 'lost' }> {
  const tool = ctx.tools.get(call.tool);
  if (!tool) return { kind: 'failed', error: { code: 'tool_unknown', message: `This server has no tool called "${call.tool}".` }, retryable: false };
  const { signal, end } = openToolBounds(call.timeoutMs ?? ctx.toolTimeoutMs, call.cancelled);
  const perform = async (plan: Parameters<typeof performEffect>[2]) => {
    signal.throwIfAborted();
    return performEffect(ctx, call, plan, signal);
  };
  try {
    const work = tool({ tenantId: call.tenantId, runId: call.runId, input: call.input, signal, perform });
    const outcome = await untilLeft(work, signal, toolStopMs);
    if (outcome !== 'left') return outcome;
    work.catch((err: unknown) => ctx.logger.warn({ err, tool: call.tool, runId: String(call.runId) }, 'a tool that was left behind threw'));
    return { kind: 'failed', error: { code: 'tool_timed_out', message: `The tool "${call.tool}" took longer than it may, and did not stop when it was asked to.` }, retryable: false };
  } catch (error) {
    if (error instanceof LeaseLost) return { kind: 'lost' };
    if (isDatabaseAway(error)) throw error;
    ctx.logger.error({ err: error, tool: call.tool, runId: String(call.runId) }, 'a tool threw');
    const code = signal.aborted ? 'tool_timed_out' : 'tool_threw';
    return { kind: 'failed', error: { code, message: error instanceof Error ? error.message : String(error) }, retryable: true };
  } finally {
    end();
  }
}
