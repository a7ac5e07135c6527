import { stripNames } from '../../domain/names.ts'
import { mask } from '../../domain/privacy.ts'

/** What is longer than this is cut: a report says what it has to say before. */
const LONGEST_CHARS = 1_000

/** Controls, invisible and bidirectional signs, private use, halves of a pair: nothing that a person reads. */
const UNSEEN = /(?:(?![\n])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|\p{Cs})/gu

/** Names that are announced as such, whatever signs they are made of: the lexicon knows the usual ones only. */
const ANNOUNCED =
  /(?<=(?:我叫|名叫|叫做|姓名[是为]?|名字[是叫]|我是|联系人[是叫]?|监护人[是叫]?|家长[是叫]|户主[是叫]?|业主[是叫]|患者[是叫]?|病人[是叫]|学生[是叫])[:：\s]{0,2})\p{Script=Han}{2,4}(?=[，,。；;、\s（(！!？?]|$)/gu

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
  return stripNames(withoutAccounts).text.replace(ANNOUNCED, (name) => '某'.repeat(name.length))
}
