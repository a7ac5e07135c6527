import type { ZoneEntryKind } from '../../domain/zoning.ts'
import { withReceipt } from './words.ts'

const CODES: Readonly<Record<ZoneEntryKind, string>> = {
  wecom_contact: '“联系我”二维码',
  wecom_group: '居民群二维码',
  kf: '微信客服二维码',
  dingtalk_group: '钉钉群二维码',
}

/** The code was deleted on the platform; another one is being made. */
export function wayReplacedText(
  { kind, zoneCode, zoneName }: { kind: ZoneEntryKind; zoneCode: string; zoneName: string },
  receipt: string,
): string {
  const text = `${zoneName}（${zoneCode}）的${CODES[kind]}在企业微信后台被删了，已经换了一个新的。旧码扫不开了，请重新打印、换上公示牌。公示页网址不变。`
  return withReceipt(text, receipt)
}
