const hidden = '[redacted]'

/** What must never leave a host: a pattern and what stands in its place. Order matters: whole blocks before single values. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
    hidden,
  ],
  [/\b(authorization\s*[:=]\s*)[^\r\n]+/gi, `$1${hidden}`],
  [/\b(bearer\s+)[A-Za-z0-9._~+/-]{8,}=*/gi, `$1${hidden}`],
  [/\bxox[a-z]-[A-Za-z0-9-]{6,}/gi, hidden],
  [/\bxapp-[A-Za-z0-9-]{6,}/gi, hidden],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, hidden],
  [/\bgh[oprsu]_[A-Za-z0-9]{16,}/g, hidden],
  [/\bgithub_pat_[A-Za-z0-9_]{16,}/g, hidden],
  [/\bglpat-[A-Za-z0-9_-]{16,}/g, hidden],
  [/\bAIza[A-Za-z0-9_-]{30,}/g, hidden],
  [/(hooks\.slack\.com\/services\/)[A-Za-z0-9/_-]+/gi, `$1${hidden}`],
  // Hashes of passwords, as in /etc/shadow: $6$salt$hash, $y$j9T$…, $2b$12$…
  [/\$(?:1|2[abxy]?|5|6|7|g?y|sha1|apr1|argon2(?:id|i|d))\$[./A-Za-z0-9$=,+-]{12,}/g, hidden],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, hidden],
  [
    /((?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|account[_-]?key)["']?\s*(?:=|:(?=\s*["'\w]))\s*)("[^"\n]*"|'[^'\n]*'|[^\s,;&]+)/gi,
    `$1${hidden}`,
  ],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi, `$1${hidden}@`],
]

/** The text without private keys, tokens and passwords. Idempotent; what it does not recognise stays as it was. */
export function redact(text: string): string {
  return secrets.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)
}

/**
 * The same for what a program reads afterwards, such as JSON or rules: only within its quoted strings, and never across the end
 * of one. Linear in time, whatever the quotes: the pattern cannot fail.
 */
export function redactStrings(text: string): string {
  // What is nowhere in the whole is in none of its strings. Rules run to megabytes, of short strings for the most part.
  if (redact(text) === text) return text
  return text.replace(/"((?:[^"\\\n]+|\\[^\n]?)*)("?)/g, (whole, inner: string, end: string) =>
    PART_OF_A_SECRET.test(inner) ? `"${redact(inner)}${end}` : whole,
  )
}

/** Each of the secrets has one of these in it. */
const PART_OF_A_SECRET = /[=:@_$-]|bearer|A[KS]IA|AIza|eyJ|slack/i

/** The text without control, formatting and bidirectional characters; line feeds and tabs stay. */
export function withoutControls(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '')
}
