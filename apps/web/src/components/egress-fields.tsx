import { Field, Textarea } from './field.tsx';

type EgressFieldsProps = {
  registries: boolean;
  /** Hosts, one a line. */
  hosts: string;
  error: string | undefined;
  onChange: (part: { registries?: boolean; hosts?: string }) => void;
};

/** Hosts that agents may reach: the preset of package registries, and any others by name. */
export function EgressFields({ registries, hosts, error, onChange }: EgressFieldsProps) {
  return (
    <>
      <label className="flex items-center gap-2.5 text-sm">
        <input type="checkbox" checked={registries} onChange={(event) => onChange({ registries: event.target.checked })} className="size-4 accent-accent" />
        Package registries
      </label>
      <Field label="Hosts" error={error} hint="One a line: example.org, *.example.org, or example.org:8443">
        {(ids) => <Textarea {...ids} rows={3} value={hosts} onChange={(event) => onChange({ hosts: event.target.value })} spellCheck={false} placeholder="none" className="font-mono sm:text-[13px]" />}
      </Field>
    </>
  );
}
