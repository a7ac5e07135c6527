import type { Decision } from './decision.ts'
import type { Turn } from './turn.ts'

/** Puts on record that the sender was shown the privacy notice, where one of the answers brings it. */
export function withNotice({ facts }: Turn, decisions: readonly Decision[]): Decision[] {
  const { sender, settings } = facts
  const notice = JSON.stringify(settings.privacyNotice).slice(1, -1)
  const brings = (d: Decision) =>
    d.do === 'tell' && isTo(d.tell.to, sender.address) && JSON.stringify(d.tell.content).includes(notice)
  if (notice === '' || sender.noticeShown || !decisions.some(brings)) return [...decisions]
  return [{ do: 'show_notice', identityId: sender.identityId, notice: settings.privacyNotice }, ...decisions]
}

type Address = Turn['facts']['sender']['address']

function isTo(to: readonly Address[], { channel, externalId }: Address): boolean {
  return to.some((address) => address.channel === channel && address.externalId === externalId)
}
