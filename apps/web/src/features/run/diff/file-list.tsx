import { Counts } from './counts.tsx';
import type { PatchFile } from './split-patch.ts';

export function fileAnchor(path: string): string {
  return `file-${encodeURIComponent(path)}`;
}

type Folder = { folder: string; files: PatchFile[] };

/** Files by folder, in the patch's own order. */
function byFolder(files: readonly PatchFile[]): Folder[] {
  const folders = new Map<string, PatchFile[]>();
  for (const file of files) {
    const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')));
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].map(([folder, inside]) => ({ folder, files: inside }));
}

const letters: Record<PatchFile['kind'], { letter: string; className: string }> = {
  added: { letter: 'A', className: 'text-ok' },
  deleted: { letter: 'D', className: 'text-bad' },
  modified: { letter: 'M', className: 'text-warn' },
  renamed: { letter: 'R', className: 'text-info' },
  copied: { letter: 'C', className: 'text-info' },
};

/** All files of the change; each leads to its lines. */
export function FileList({ files, onGo }: { files: readonly PatchFile[]; onGo: (path: string) => void }) {
  return (
    <nav aria-label="Changed files" className="flex flex-col gap-2">
      {byFolder(files).map(({ folder, files: inside }) => (
        <div key={folder}>
          {folder === '' ? null : <p className="px-2 pb-0.5 font-mono text-xs text-faint [overflow-wrap:anywhere]">{folder}/</p>}
          <ul>
            {inside.map((file) => (
              <li key={file.path}>
                <button type="button" onClick={() => onGo(file.path)} className="flex min-h-7 w-full items-center gap-2 rounded-md px-2 py-0.5 text-left hover:bg-hover">
                  <abbr title={file.kind} className={`w-3 shrink-0 font-mono text-xs no-underline ${letters[file.kind].className}`}>
                    {letters[file.kind].letter}
                  </abbr>
                  <span className="min-w-0 flex-1 truncate text-[13px]" title={file.path}>
                    {file.path.slice(folder === '' ? 0 : folder.length + 1)}
                  </span>
                  <Counts insertions={file.insertions} deletions={file.deletions} />
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
