import type { Facts, ZoneFacts } from '../facts.ts'
import { roleTitle, zoneTitle } from './people.ts'

/** The first words to somebody who opens the chat. */
export function welcomeText({ sender, settings }: Pick<Facts, 'sender' | 'settings'>): string {
  if (sender.person) {
    return `${sender.person.name}，您好，我是责任区助手。看到什么、做了什么，直接说一句就行，可以带照片。说“帮助”看更多。`
  }
  return `您好，我是责任区助手。有事请说在哪里、什么事，可以带照片，我会转给负责的人。\n${settings.privacyNotice}\n党员请把邀请码发给我，绑定自己的责任区。`
}

/** Greets a resident who came by a zone's QR code, or by one that nobody knows any more. */
export function residentWelcome(
  zone: ZoneFacts | null,
  { privacyNotice, publicUrl }: Pick<Facts['settings'], 'privacyNotice' | 'publicUrl'>,
): {
  text: string
  url: string | null
} {
  if (!zone) {
    return {
      text: `您好，欢迎。有事请说在哪里、什么事，责任区党员和支部书记会看到并处理。\n${privacyNotice}`,
      url: null,
    }
  }
  const role = zone.primary ? roleTitle(zone.primary, zone) : '支部书记'
  return {
    text: `您好，这里是${zoneTitle(zone)}，由${role}负责。有事请直接说在哪里、什么事，可以带照片。\n${privacyNotice}`,
    url: `${publicUrl}/z/${encodeURIComponent(zone.code)}`,
  }
}
