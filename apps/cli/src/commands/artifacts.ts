import { readPages } from '@lime/client';
import type { ArtifactView } from '@lime/contracts';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exitCodes } from '../cli-error.ts';
import type { Client } from '../client/client.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { formatSize } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'artifacts RUN [--download DIR]',
  about: 'Lists what a run made. With --download each artifact is written to DIR as ID-NAME.',
  positionals: [{ name: 'run', required: true }],
  options: { download: { type: 'string', value: 'DIR', help: 'write them to this folder' } },
  examples: ['lime artifacts 12', 'lime artifacts 12 --download /tmp/run-12'],
  run: async (context, { values, positionals }) => {
    const client = context.client();
    const artifacts = await readPages((cursor) => client.listArtifacts({ id: positionals[0] ?? '', query: { cursor } }));
    const paths = values.download === undefined ? [] : await download(client, artifacts, values.download);
    if (context.json) writeJson(context, { items: artifacts.map((artifact, index) => ({ ...artifact, ...(paths[index] !== undefined && { path: paths[index] }) })) });
    else context.write(formatTable(artifacts.map((artifact, index) => [artifact.id, artifact.kind, formatSize(artifact.size), artifact.sha256.slice(0, 12), paths[index] ?? printableLine(artifact.name)])));
    return exitCodes.ok;
  },
});

async function download(client: Client, artifacts: ArtifactView[], folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const artifact of artifacts) {
    const path = join(folder, safeName(artifact));
    const { body } = await client.readArtifact({ id: artifact.id });
    await pipeline(Readable.fromWeb(body ?? new Blob().stream()), createWriteStream(path));
    paths.push(path);
  }
  return paths;
}

/** An artifact's name comes from a runner: it must not choose another folder or a hidden file. */
export function safeName(artifact: Pick<ArtifactView, 'id' | 'name'>): string {
  return `${artifact.id}-${artifact.name.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 120)}`;
}
