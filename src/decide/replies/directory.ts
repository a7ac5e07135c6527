import type { Address, PersonFacts, ZoneFacts } from '../facts.ts'
import { zoneTitle } from './people.ts'

export function accountGoneText({
  person,
  channel,
  zones,
}: {
  person: PersonFacts
  channel: Address['channel']
  zones: readonly ZoneFacts[]
}): string {
  const own = zones.length > 0 ? `${person.name}负责${zones.map(zoneTitle).join('、')}。` : ''
  const where = channel === 'dingtalk' ? '钉钉' : '企业微信'
  return `${person.name}的${where}账号已经注销，以后收不到消息。${own}如果换了新账号，请给一个邀请码；如果离开了，请另外安排人。`
}
