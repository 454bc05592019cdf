/** Shorter texts occur by chance. */
const shortest = 6;
/** Where `base64` and `openssl base64` break their lines. */
const wraps = [76, 64];

/** The forms in which programs print a value, the longest first: as it is, a line of it, and encoded as base64 (also in the midst of other bytes), hex, JSON or for a URL. */
export function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const url = encodeURIComponent(value);
  const forms = [
    value, ...value.split(/\r?\n/).map((line) => line.trim()), JSON.stringify(value).slice(1, -1),
    ...[url, url.replaceAll('%20', '+'), url.replaceAll('%2F', '/'), new URLSearchParams({ v: value }).toString().slice(2)].flatMap((form) => [form, lowerEscapes(form)]),
    bytes.toString('hex'), bytes.toString('hex').toUpperCase(),
    ...[bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, ''), ...[0, 1, 2].map((offset) => base64Inside(bytes, offset))].flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]),
    ...wraps.flatMap((width) => cut(bytes.toString('base64'), width)),
  ];
  return [...new Set(forms)].filter((form) => form.length >= shortest).toSorted((a, b) => b.length - a.length);
}

function lowerEscapes(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

/** The characters that the bytes alone decide, when so many others stand before them in their group of three. */
function base64Inside(bytes: Uint8Array, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.byteLength) * 8) / 6));
}

function cut(text: string, width: number): string[] {
  return text.length <= width ? [] : Array.from({ length: Math.ceil(text.length / width) }, (_, index) => text.slice(index * width, (index + 1) * width));
}
