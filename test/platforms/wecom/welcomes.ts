import { type Answer, failed, ok } from './answers.ts'
import type { Members } from './members.ts'

const LIFE_MS = 20_000

/** `externalcontact/send_welcome_msg`: within 20 s of the event, once, and the first application wins [J, W]. */
export class Welcomes {
  readonly #codes = new Map<string, { resident: string; expiresAtMs: number; used: boolean }>()
  readonly #members: Members
  readonly #nowMs: () => number

  constructor(members: Members, nowMs: () => number) {
    this.#members = members
    this.#nowMs = nowMs
  }

  issue(resident: string): string {
    const code = `WELCOME-${this.#codes.size + 1}`
    this.#codes.set(code, { resident, expiresAtMs: this.#nowMs() + LIFE_MS, used: false })
    return code
  }

  send(body: Readonly<Record<string, unknown>>): Answer {
    const code = this.#codes.get(String(body.welcome_code))
    const text = (body.text as { content?: unknown } | undefined)?.content
    const attachments = Array.isArray(body.attachments) ? body.attachments : []
    if (body.welcome_code === undefined) return failed(41049, 'missing welcome_code')
    if (code === undefined || code.expiresAtMs <= this.#nowMs()) return failed(41050, 'welcome_code expired')
    if (code.used) return failed(41051, 'chat started already')
    if ((typeof text !== 'string' || text === '') && attachments.length === 0) return failed(44004, 'empty content')
    if (typeof text === 'string' && Buffer.byteLength(text) > 4000) return failed(45002, 'content too long')
    code.used = true
    this.#members.deliver(code.resident, {
      atMs: this.#nowMs(),
      msgId: String(body.welcome_code),
      msgtype: 'welcome',
      text: typeof text === 'string' ? text : null,
      body,
      card: null,
      taskId: null,
      responseCode: null,
      recipients: [],
      cards: new Map(),
    })
    return ok()
  }
}
