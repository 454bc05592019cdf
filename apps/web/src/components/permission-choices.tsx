import { permissions } from '@lime/contracts';

/** What can be allowed, each in words. */
export function PermissionChoices({ chosen, onChange, among = Object.keys(permissions) }: { chosen: string[]; onChange: (permissions: string[]) => void; among?: string[] }) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-[13px] font-medium">May</legend>
      <div className="grid gap-x-5 sm:grid-cols-2">
        {Object.entries(permissions).filter(([name]) => among.includes(name)).map(([name, about]) => (
          <label key={name} className="flex items-baseline gap-2.5 py-1 text-sm">
            <input type="checkbox" checked={chosen.includes(name)} onChange={(event) => onChange(event.target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))} className="size-4 shrink-0 translate-y-0.5 accent-accent" />
            <span className="min-w-0">
              {about} <code className="font-mono text-xs text-faint">{name}</code>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
