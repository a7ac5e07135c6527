/** 微信客服: what is special about residents who write there. */
import type { InboundEvent } from '../channels/channel.ts'
import type { Decision } from './decision.ts'
import type { SpokenTurn, Turn } from './turn.ts'

/** 转人工, 我要找真人客服: nothing else is said. */
const PERSON =
  /^(?:你好|您好)?[，,\s]*(?:我?[要想]|请|帮我|麻烦)?(?:转接?|找|接)?(?:一下|个)?(?:人工|真人)(?:客服|服务|坐席)?[吧啊呀。.!！\s]*$/u

/** Whether they want a person of the organisation to answer in this chat. */
export function wantsPerson({ facts, text }: SpokenTurn): boolean {
  return facts.inbox?.channel === 'kf' && PERSON.test(text)
}

/** It is asked of the platform, which says who is at work; only then they are told. */
export function handToPerson({ facts }: Turn): Decision[] {
  return [{ do: 'ask_for_person', identityId: facts.sender.identityId }]
}

/** The platform has something to read. */
export function readService({ openKfId, token }: Extract<InboundEvent, { event: 'service_called' }>): Decision[] {
  return [{ do: 'read_service', openKfId, token }]
}
