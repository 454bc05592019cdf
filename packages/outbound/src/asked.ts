/** Header names are in lower case. */
export type Answered = { kind: 'answered'; status: number; headers: Readonly<Record<string, string>>; body: Uint8Array; url: string };
export type AskFailure = { kind: 'failed'; code: 'address_refused' | 'unreachable' | 'timed_out' | 'too_large' | 'cancelled'; message: string };
export type Asked = Answered | AskFailure;
