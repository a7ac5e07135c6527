import { stripNames } from '../../domain/names.ts'
import { mask } from '../../domain/privacy.ts'

/** What is longer than this is cut: a report says what it has to say before. */
const LONGEST_CHARS = 1_000

/** Controls, invisible and bidirectional signs, private use, halves of a pair: nothing that a person reads. */
const UNSEEN = /(?:(?![\n])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|\p{Cs})/gu

/** Accounts by which a person is found elsewhere. */
const ACCOUNTS: readonly RegExp[] = [
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
  /(?<=(?:微信号?|薇信|威信|V信|vx|wx|wechat|QQ号?|扣扣|抖音号?|支付宝)[^\w\n]{0,4})[A-Za-z0-9][\w-]{4,}/gi,
  /https?:\/\/\S+/gi,
]

/**
 * A message as it may leave the house: without telephones, ID and card numbers, plates, accounts and names of persons,
 * and without signs that nobody sees.
 *
 * Sign for sign as long as the original as far as it goes, so that an offset into the one is an offset into the other.
 */
export function shownToOthers(text: string): string {
  const seen = text.slice(0, LONGEST_CHARS).replace(UNSEEN, (sign) => ' '.repeat(sign.length))
  const withoutAccounts = ACCOUNTS.reduce(
    (words, account) => words.replace(account, (found) => '*'.repeat(found.length)),
    mask(seen),
  )
  return stripNames(withoutAccounts).text
}
