/** Splits the output of a `-z` option into its fields. Paths stay bytes: they need not be UTF-8. */
export function splitNul(output: Uint8Array): Buffer[] {
  const bytes = Buffer.from(output.buffer, output.byteOffset, output.byteLength);
  const fields: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    fields.push(bytes.subarray(start, end === -1 ? bytes.length : end));
    start = end === -1 ? bytes.length : end + 1;
  }
  return fields;
}

export function joinNul(fields: readonly Uint8Array[]): Buffer {
  const nul = Buffer.from([0]);
  return Buffer.concat(fields.flatMap((field) => [field, nul]));
}

/** An absolute path of bytes below a folder. */
export function pathBelow(folder: string, path: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(folder.endsWith('/') ? folder : `${folder}/`), path]);
}
