import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Card } from '../../channels/channel.ts'
import type { RawAct } from '../../channels/local/raw.ts'
import { offeredButtons } from '../../channels/offered-buttons.ts'
import { shownCard } from '../../store/local-chat.ts'
import { type ChatDeps, keepAct } from './keep-act.ts'
import { playedBy, scannedZone } from './played.ts'

const MAX_TEXT_BYTES = 64 * 1_024
/** A text of the greatest size, with every line break written as two characters, and what stands around it. */
const MAX_BODY_BYTES = 3 * MAX_TEXT_BYTES
const ACTS_PER_MINUTE = 300

const account = Type.String({ minLength: 1, maxLength: 128 })
const clientId = Type.String({ format: 'uuid' })
const Message = Type.Object({
  as: account,
  clientId,
  text: Type.Optional(Type.String()),
  location: Type.Optional(
    Type.Object({
      latitude: Type.Number({ minimum: -90, maximum: 90 }),
      longitude: Type.Number({ minimum: -180, maximum: 180 }),
      /** Browsers give WGS-84, Chinese maps GCJ-02. */
      datum: Type.Optional(Type.Enum(['WGS-84', 'GCJ-02'])),
      label: Type.Optional(Type.String({ maxLength: 100 })),
    }),
  ),
})
const Tap = Type.Object({
  as: account,
  clientId,
  taskId: Type.String({ minLength: 1, maxLength: 128 }),
  action: Type.String({ minLength: 1, maxLength: 512 }),
  selected: Type.Optional(Type.Record(Type.String({ maxLength: 1_024 }), Type.Array(Type.String(), { maxItems: 50 }))),
})
const Scan = Type.Object({ as: account, clientId, zone: Type.String({ minLength: 1, maxLength: 32 }) })
const Entered = Type.Object({ as: account, clientId })

const limited = { bodyLimit: MAX_BODY_BYTES, config: { rateLimit: { max: ACTS_PER_MINUTE, timeWindow: '1 minute' } } }

/** What a person can do in a window, each kept like a callback of any platform. */
export function chatActs(deps: ChatDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post('/chat/messages', { ...limited, schema: { body: Message } }, async ({ body }, reply) => {
      const person = await playedBy(deps, body.as)
      if (!person) return refuse(reply, 403, NOT_PLAYABLE)
      const text = storable(body.text ?? '').trim()
      const { location } = body
      if (!text && !location) return refuse(reply, 400, '还没有写内容。')
      if (Buffer.byteLength(text) > MAX_TEXT_BYTES) return refuse(reply, 413, '这段话太长，请分成几条发。')

      const parts: Extract<RawAct, { type: 'message' }>['parts'] = []
      if (text) parts.push({ type: 'text', text })
      const place = location && {
        type: 'location' as const,
        latitude: location.latitude,
        longitude: location.longitude,
        label: location.label ? storable(location.label) : null,
      }
      if (place) parts.push({ ...place, datum: location.datum ?? 'WGS-84' })
      const own = text ? { type: 'text' as const, text } : (place ?? null)
      return keepAct(deps, { person, clientId: body.clientId, act: { type: 'message', parts }, own })
    })

    app.post('/chat/taps', { ...limited, schema: { body: Tap } }, async ({ body }, reply) => {
      const person = await playedBy(deps, body.as)
      if (!person) return refuse(reply, 403, NOT_PLAYABLE)
      const { taskId, action, selected = {} } = body
      const label = tappedLabel(await shownCard(deps.pool, person.account, taskId), action, selected)
      if (label === null) return refuse(reply, 404, '找不到这张卡片，请看最新的一张。')
      return keepAct(deps, {
        person,
        clientId: body.clientId,
        act: { type: 'tap', taskId, action, selected },
        own: { type: 'tap', taskId, action, label },
      })
    })

    app.post('/chat/scans', { ...limited, schema: { body: Scan } }, async ({ body }, reply) => {
      const person = await playedBy(deps, body.as)
      if (!person) return refuse(reply, 403, NOT_PLAYABLE)
      const zone = await scannedZone(deps, person, body.zone)
      if (!zone) return refuse(reply, 404, '没有这个责任区。')
      return keepAct(deps, {
        person,
        clientId: body.clientId,
        act: { type: 'scan', member: zone.member, state: `zone-${zone.code}`, welcomeCode: body.clientId },
        own: { type: 'scan', zoneCode: zone.code, zoneName: zone.name },
      })
    })

    app.post('/chat/entered', { ...limited, schema: { body: Entered } }, async ({ body }, reply) => {
      const person = await playedBy(deps, body.as)
      if (!person) return refuse(reply, 403, NOT_PLAYABLE)
      return keepAct(deps, { person, clientId: body.clientId, act: { type: 'entered' }, own: null })
    })
  }
}

export const NOT_PLAYABLE = '这里不能扮演这个人。'

/** An answer that the window shows to the person as it stands. */
export function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ message })
}

/** Without what PostgreSQL cannot keep in JSON: NUL, and halves of a character. */
function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', '')).toString('utf8')
}

/** What the tapped button and the ticked options read, `null` when no state of the card has such a button. */
function tappedLabel(states: readonly Card[], action: string, selected: Record<string, string[]>): string | null {
  for (const card of states) {
    const button = offeredButtons(card).find((one) => one.action === action)
    if (!button) continue
    const ticked = new Set(Object.values(selected).flat())
    const options = card.choices?.options.filter(({ id }) => ticked.has(id)).map(({ label }) => label) ?? []
    return options.length > 0 ? `${button.label}：${options.join('、')}` : button.label
  }
  return null
}
