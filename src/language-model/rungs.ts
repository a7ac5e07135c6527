/** The ways to ask for JSON, the surest first; providers know different ones (see docs/operations.md). */

export const RUNGS = ['json_schema', 'json_object', 'prompt'] as const
export type Rung = (typeof RUNGS)[number]

/** What a question is made of, the same on every rung. */
export interface Prompted {
  system: string
  user: string
  schema: { name: string; json: object }
  maxTokens: number
}

/**
 * Parameters that switch off long thinking before an extraction. Unknown ones are an error elsewhere, so they are sent
 * only to whom they belong.
 */
const WITHOUT_THINKING: readonly [host: RegExp, parameters: object][] = [
  [/(^|\.)deepseek\.com$/, { thinking: { type: 'disabled' } }],
  [/(^|\.)aliyuncs\.com$/, { enable_thinking: false }],
]

/** The body of a chat completion. @param again the last answer was no JSON of this form */
export function completionBody(
  { system, user, schema, maxTokens }: Prompted,
  { model, baseUrl, rung, again }: { model: string; baseUrl: string; rung: Rung; again: boolean },
): string {
  // Some do not keep to a schema that they took; the second time it is written down as well.
  const written = rung !== 'json_schema' || again
  const instruction = written
    ? `${system}\n\n只输出一个符合下面 JSON Schema 的 JSON 对象：\n${JSON.stringify(schema.json)}`
    : system
  const { hostname } = new URL(baseUrl)
  return JSON.stringify({
    model,
    messages: [
      { role: 'system', content: instruction },
      { role: 'user', content: user },
    ],
    temperature: 0,
    max_tokens: maxTokens,
    stream: false,
    ...Object.assign(
      {},
      ...WITHOUT_THINKING.flatMap(([host, parameters]) => (host.test(hostname) ? [parameters] : [])),
    ),
    ...responseFormat(rung, schema),
  })
}

function responseFormat(rung: Rung, { name, json }: Prompted['schema']): object {
  switch (rung) {
    case 'json_schema':
      return { response_format: { type: 'json_schema', json_schema: { name, strict: true, schema: json } } }
    case 'json_object':
      return { response_format: { type: 'json_object' } }
    case 'prompt':
      return {}
  }
}
