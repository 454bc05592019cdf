/** `$env.NAME` becomes the value of that variable of the pipeline's own sets; what is named and not there is told. */
export function fillInputs(inputs: Readonly<Record<string, string>>, vars: readonly { key: string; value: string }[]): { ok: true; values: Record<string, string> } | { ok: false; message: string } {
  const values: Record<string, string> = {};
  for (const [name, text] of Object.entries(inputs)) {
    const wanted = /^\$env\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(text)?.[1];
    const value = wanted === undefined ? text : vars.find(({ key }) => key === wanted)?.value;
    if (value === undefined) return { ok: false, message: `The pipeline has no variable ${wanted}, which the input ${name} names.` };
    values[name] = value;
  }
  return { ok: true, values };
}
