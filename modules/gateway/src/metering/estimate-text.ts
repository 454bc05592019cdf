const consonant = 1;
const vowel = 2;
const capital = 3;
const digit = 4;
const space = 5;
const kinds = Uint8Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)));

/** A longer word is none: it is charged by the letter. */
const longestWord = 16;

/**
 * How many tokens a text has at most, by any tokenizer in use: they build tokens out of bytes, so a text has no more
 * of them than bytes; and all know the words of prose and code. So each byte is a token, but for the letters within
 * a word that can be spoken (half a token each) and the spaces between words. What came out for a table of texts
 * beside what real tokenizers count stands in its test.
 */
export function estimateText(text: string): number {
  let halves = 0;
  let letters = 0;
  let before = 0;
  /** In something that is no word, such as base64. */
  let dense = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? (kinds[code] ?? 0) : digit;
    if (kind === consonant || kind === vowel) {
      letters += 1;
      const spoken = letters > 1 && letters <= longestWord && !dense && (kind === vowel || before === vowel);
      halves += spoken ? 1 : 2;
    } else if (kind === space) {
      // A single space belongs to the word behind it.
      if (before === space) halves += 1;
      letters = 0;
      dense = false;
    } else {
      halves += 2 * bytesOf(code);
      dense = kind === digit || (kind === capital && (letters > 0 || dense));
      letters = kind === capital ? 1 : 0;
    }
    before = kind;
  }
  return Math.ceil(halves / 2);
}

/** Of a UTF-16 unit; two that make one character have four bytes together. */
function bytesOf(code: number): number {
  if (code < 0x80) return 1;
  return code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
}

function kindOf(character: string): number {
  if ('aeiouy'.includes(character)) return vowel;
  if (/[a-z]/.test(character)) return consonant;
  if (/[A-Z]/.test(character)) return capital;
  if (/\d/.test(character)) return digit;
  return character === ' ' ? space : 0;
}
