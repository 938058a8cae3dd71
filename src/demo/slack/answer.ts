/** What a method of the Web API answers. */
export type Answer = { ok: true; [key: string]: unknown } | { ok: false; error: string; [key: string]: unknown }

export const no = (error: string, details?: string): Answer => ({
  ok: false,
  error,
  ...(details && { response_metadata: { messages: [details] } }),
})
