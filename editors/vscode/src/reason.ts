// The text of an ignore with the reason the user gave.

/** What the server sends with the action. */
export interface Parts {
  readonly before: string;
  readonly after: string;
  /** True where the reason is part of a JSON string. */
  readonly quoted: boolean;
}

/** What the server sent, if it is that. */
export function parts(data: unknown): Parts | undefined {
  const { before, after, quoted } = (data ?? {}) as Partial<Parts>;
  const whole = typeof before === 'string' && typeof after === 'string' && typeof quoted === 'boolean';
  return whole ? { before, after, quoted } : undefined;
}

/** The reason on one line, between the halves. */
export function withReason({ before, after, quoted }: Parts, reason: string): string {
  const line = reason.split(/\s+/).filter((word) => word !== '').join(' ');
  // A comment must not end before its reason does.
  const safe = quoted ? JSON.stringify(line).slice(1, -1) : line.replaceAll('--', '\u2013');
  return before + safe + after;
}
