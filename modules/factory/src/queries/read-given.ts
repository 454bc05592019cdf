import { maxTicketFiles, maxTicketFilesBytes, type TicketFile, type TicketTalk } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { FactoryContext } from '../context.ts';
import { headBytes, sniffKind } from '../sniff-kind.ts';
import { type AttachmentRow, readAttachments } from '../sql/attachments.ts';
import { readLastComments } from '../sql/comments.ts';

/** More of what was said is not read by an agent: comments, characters of one, and of all. */
const mostComments = 50;
const longestComment = 4000;
const longestTalk = 30_000;
/** A larger file is not given to an agent. Bytes. */
const largestFile = 5_000_000;
/** Of so many files it is looked up what they are, if that is not on record: the newest whose names are not those of archives and programs. */
const mostLookedAt = 20;
const otherNames = /\.(zip|gz|tgz|xz|bz2|7z|zst|rar|tar|pdf|docx?|xlsx?|pptx?|jar|exe|dll|so|bin|iso|dmg|mp[34]|mov|webm|sqlite)$/i;

type Blobs = Pick<FactoryContext, 'blobs'>;

/** What an agent is given of its ticket besides title and description; frozen into the run when it starts. */
export type Given = { comments: TicketTalk; files: TicketFile[] };

export async function readGiven(ctx: Blobs, tx: TenantRead, ticketId: bigint): Promise<Given> {
  const [comments, files] = await Promise.all([readTalk(tx, ticketId), readFiles(ctx, tx, ticketId)]);
  return { comments, files };
}

/** The newest comments that there is room for, in the order in which they were said. */
async function readTalk(tx: TenantRead, ticketId: bigint): Promise<TicketTalk> {
  const { rows, before } = await readLastComments(tx, ticketId, mostComments);
  const said: TicketTalk['said'] = [];
  let left = longestTalk;
  for (const row of rows.toReversed()) {
    const text = row.body_md.length > longestComment ? `${row.body_md.slice(0, longestComment)}\n… (${row.body_md.length - longestComment} more characters)` : row.body_md;
    left -= text.length;
    if (left < 0) break;
    said.unshift({ author: row.author.slice(0, 300), kind: row.author_kind, at: row.created_at.toISOString(), text });
  }
  return { said, leftOut: before + rows.length - said.length };
}

/** Texts and images, the newest first where there is no room for all; what else there is, an agent could not read. */
async function readFiles(ctx: Blobs, tx: TenantRead, ticketId: bigint): Promise<TicketFile[]> {
  const files = (await readAttachments(tx, ticketId)).filter(({ size }) => size <= largestFile);
  const readable = (await withKinds(ctx, tx.tenantId, files)).filter(({ mime }) => mime.startsWith('image/') || mime === 'text/plain');
  const chosen: typeof readable = [];
  let bytes = 0;
  for (const file of readable.toReversed()) {
    bytes += Number(file.size);
    if (chosen.length === maxTicketFiles || bytes > maxTicketFilesBytes) break;
    chosen.unshift(file);
  }
  return chosen.map((file, index) => ({ name: `${index + 1}-${plainName(file.name)}`, mime: file.mime, sha256: file.sha256, size: Number(file.size) }));
}

/** What was attached before texts were told apart from the rest is told apart here, by its first bytes. */
async function withKinds({ blobs }: Blobs, tenantId: bigint, files: AttachmentRow[]): Promise<AttachmentRow[]> {
  const unknown = new Set(files.filter(({ mime, name }) => mime === 'application/octet-stream' && !otherNames.test(name)).slice(-mostLookedAt));
  return Promise.all(files.map(async (file) => {
    const head = unknown.has(file) ? await blobs.get(tenantId, file.sha256, { start: 0, end: headBytes }) : null;
    return head === null ? file : { ...file, mime: sniffKind(head) };
  }));
}

/** Made of letters that are no trouble in a shell; its end, which says what it is, stays. */
function plainName(name: string): string {
  return name.normalize('NFKD').replace(/[^A-Za-z0-9._-]+/g, '-').slice(-80);
}
