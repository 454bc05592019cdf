import type { ArtifactView } from '@lime/contracts';
import { parseJson } from '@lime/kernel/browser';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { useArtifactText } from './get-artifact-text.ts';

type ArtifactContentProps<Schema extends z.ZodType> = { artifact: ArtifactView; schema: Schema; children: (content: z.infer<Schema>) => ReactNode };

/** An artifact's JSON as its schema says; anything else as it stands. */
export function ArtifactContent<Schema extends z.ZodType>({ artifact, schema, children }: ArtifactContentProps<Schema>) {
  const text = useArtifactText(artifact, true);
  if (text.error) return <ProblemNote error={text.error} onRetry={() => void text.refetch()} />;
  if (text.data === undefined) return <SkeletonList count={3} label="Loading" className="h-16" />;
  const parsed = schema.safeParse(parseJson(text.data.text));
  if (parsed.success) return children(parsed.data);
  return (
    <pre tabIndex={0} aria-label={artifact.name} className="overflow-auto rounded-xl border border-line bg-surface p-4 font-mono text-xs whitespace-pre-wrap">
      {text.data.text}
    </pre>
  );
}
