/** Whether the sentence that closes a case tells its reporter anything. It is only suggested to say more, never asked. */

/** Signs of words that only say that it is done. */
const ONLY_DONE =
  /事情|问题|这件?事|全部|已经|刚刚|今天|完成|搞定|处理|解决|办结|销号|落实|到位|没有?问题|可以|都|全|已|刚|办|弄|搞|做|好|完|妥|了|的|吧|啊|嗯|OK/giu
const DEED =
  '(?:修|换|清|装|疏|通|补|拆|贴|调|运|扫|收|送|劝|讲|谈|搬|剪|砍|填|铺|加固|消毒|关|锁|断电|停水|联系|通知|告知|协商|整改|更新|恢复|挪|移|买|发放|登记|上报|检查|排查)'
const DEED_SIGN = new RegExp(DEED)
/** What something was done to, where the sentence begins with it: 垃圾已清运. */
const THING = new RegExp(`^(?<thing>[\\u4e00-\\u9fff]{1,8}?)(?:已经?|都|全部?|也|刚刚?|被)*${DEED}`)
/** Fewer signs beside these say nothing. */
const SAYS_CHARS = 4

/** 都办好了 does not; neither does what names another thing than the report does. */
export function saysWhatWasDone(done: string, report: string): boolean {
  const rest = [...done.replace(ONLY_DONE, '').replace(/[^\p{L}\p{N}]/gu, '')]
  const tells = DEED_SIGN.test(done) || rest.length >= SAYS_CHARS
  return tells && mayMean(done, report)
}

/** 都办好了, 修好了: nothing but that it is done, or how. */
export function saysOnlyDone(text: string): boolean {
  return (
    text
      .replace(ONLY_DONE, '')
      .replace(DEED_SIGN, '')
      .replace(/[^\p{L}\p{N}]/gu, '') === ''
  )
}

/** Whether words that something is done may be about this report: they name nothing, or something that it names. */
export function mayMean(done: string, report: string): boolean {
  return thingIn(done) === '' || namesThingOf(done, report)
}

/** Whether the words name what the report names: 垃圾清完了 of 门口的垃圾没人清. */
export function namesThingOf(done: string, report: string): boolean {
  return [...thingIn(done)].some((sign) => report.includes(sign))
}

function thingIn(done: string): string {
  return THING.exec(done.trim())?.groups?.thing?.replace(ONLY_DONE, '') ?? ''
}
