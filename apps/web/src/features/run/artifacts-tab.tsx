import type { ArtifactView } from '@lime/contracts';
import { Download, FileDiff, FileText, Package } from 'lucide-react';
import { buttonClass } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Status } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { cx } from '../../lib/class-names.ts';
import { size } from '../../lib/size.ts';
import { downloadUrl } from './get-artifact-text.ts';

/** What the run made, and from what. */
export function ArtifactsTab({ artifacts }: { artifacts: ArtifactView[] }) {
  if (artifacts.length === 0) return <EmptyState title="Nothing made yet">Changes, check results and other things that the run makes are listed here.</EmptyState>;
  return (
    <ul className="flex flex-col divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
      {artifacts.map((artifact) => (
        <li key={artifact.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
          <Icon artifact={artifact} />
          <div className="min-w-0 flex-1 basis-56">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <span className={cx('font-medium [overflow-wrap:anywhere]', artifact.superseded && 'text-muted line-through')}>{artifact.name}</span>
              {artifact.superseded ? <Status tone="idle" words="Superseded" pill /> : null}
              <span className="text-xs text-faint">
                {artifact.kind} · {size(artifact.size)} · <TimeAgo at={artifact.createdAt} />
              </span>
            </p>
            <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-xs text-faint">
              <code className="font-mono" title={artifact.sha256}>
                sha256 {artifact.sha256.slice(0, 16)}…
              </code>
              <Lineage artifact={artifact} artifacts={artifacts} />
            </p>
          </div>
          <CopyButton text={artifact.sha256} label={`Copy the SHA-256 of ${artifact.name}`} />
          <a href={downloadUrl(artifact)} download className={buttonClass('secondary', true)} aria-label={`Download ${artifact.name}`}>
            <Download size={14} aria-hidden /> Download
          </a>
        </li>
      ))}
    </ul>
  );
}

function Icon({ artifact }: { artifact: ArtifactView }) {
  const Chosen = artifact.kind.endsWith('diff') ? FileDiff : artifact.mime.startsWith('text/') || artifact.mime === 'application/json' ? FileText : Package;
  return <Chosen size={18} aria-hidden className="shrink-0 text-faint" />;
}

function Lineage({ artifact, artifacts }: { artifact: ArtifactView; artifacts: ArtifactView[] }) {
  if (artifact.parents.length === 0) return null;
  const names = artifact.parents.map((id) => artifacts.find((one) => one.id === id)?.name ?? `artifact ${id}`);
  return <span>made from {names.join(', ')}</span>;
}
