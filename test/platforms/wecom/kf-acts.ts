/** What residents and members do in 微信客服, each followed by WeCom's call, which names no sender. */
import type { CallbackOutcome } from './courier.ts'
import type { Kf } from './kf.ts'
import { writeXml } from './sealing.ts'
import type { Company } from './world.ts'

export interface ServiceActs {
  says(account: string, text: string, msgid?: string): Promise<CallbackOutcome>
  /** A photo, a place, whatever WeCom calls it. */
  shows(account: string, message: Readonly<Record<string, unknown>>): Promise<CallbackOutcome>
  /** Opens the chat by the address of a zone. */
  enters(account: string, sceneParam?: string): Promise<CallbackOutcome>
  takenOver(account: string): Promise<CallbackOutcome>
  ended(account: string): Promise<CallbackOutcome>
  failsLater(account: string, msgid: string, failType: number): Promise<CallbackOutcome>
  /** WeCom calls; also for an account that is not ours. */
  calls(openKfId?: string): Promise<CallbackOutcome>
}

export function serviceActs(kf: Kf, company: Company, bring: (plain: string) => Promise<CallbackOutcome>): ServiceActs {
  const calls = (openKfId = company.openKfId) =>
    bring(
      writeXml({
        ToUserName: company.corpId,
        CreateTime: Math.floor(Date.now() / 1000),
        MsgType: 'event',
        Event: 'kf_msg_or_event',
        Token: kf.newToken(),
        OpenKfId: openKfId,
      }),
    )
  const then = (_done: unknown) => calls()
  return {
    calls,
    says: (account, text, msgid) => then(kf.hear(account, { msgtype: 'text', text: { content: text } }, msgid)),
    shows: (account, message) => then(kf.hear(account, message)),
    enters: (account, sceneParam) => then(kf.enter(account, sceneParam)),
    takenOver: (account) => then(kf.change(account, 1)),
    ended: (account) => then(kf.change(account, 3)),
    failsLater: (account, msgid, failType) => then(kf.failLater(account, msgid, failType)),
  }
}
