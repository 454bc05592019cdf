import type { ToolCallUpdate } from '@agentclientprotocol/sdk';
import { z } from 'zod';
import { editDiff, hunkBetween, type FileEdit } from '../model/edit-diff.ts';

/** What OpenCode tells beside the protocol: a whole diff of an edit, and of a file that it wrote whether it is new. */
const RawOutput = z.object({ metadata: z.object({ diff: z.string().optional(), exists: z.boolean().optional() }) });
const RawInput = z.object({ filePath: z.string(), content: z.string().optional() });

type Given = Pick<ToolCallUpdate, 'content' | 'rawOutput'> & { /** What the tool was called with. */ input: unknown };

/** What an edit changed, as one short diff; empty when the agent does not tell. */
export function editIn({ content, rawOutput, input }: Given): string {
  const { diff, exists } = RawOutput.safeParse(rawOutput).data?.metadata ?? {};
  const { filePath, content: written } = RawInput.safeParse(input).data ?? {};
  if (filePath !== undefined && diff !== undefined) return editDiff([{ from: filePath, to: filePath, hunks: hunksIn(diff) }]);
  if (filePath !== undefined && written !== undefined && exists === false) return editDiff([{ from: null, to: filePath, hunks: hunkBetween('', written) }]);
  return editDiff((content ?? []).flatMap((part): FileEdit[] => (part.type === 'diff' ? [{ from: part.oldText == null ? null : part.path, to: part.path, hunks: hunkBetween(part.oldText ?? '', part.newText) }] : [])));
}

/** A diff without what stands before its first hunk. */
function hunksIn(diff: string): string {
  return /^@@[\s\S]*/m.exec(diff)?.[0] ?? '';
}
