import type { Reading } from './understanding.ts'

/** Longer than this and it is no mere answer. */
const LONGEST = 10
const TAIL = '(?:的|了|啊|呀|哦|噢|吧|嘛|呢|哈|哒|滴|咯|嘞|啦|好)*'
const ANSWERS: readonly [NonNullable<Reading['answer']>, RegExp][] = [
  [
    'no',
    new RegExp(
      `^(?:不|不不|不对|不是|不是这个|不对不对|不是不是|错|错了|有误|不准确|不正确|否|NO|NOPE|不行|不可以|不用|不需要|不要|别|没有|没|还没|不是同一件事?|不是一件事?|不是一回事)${TAIL}$`,
    ),
  ],
  ['change', new RegExp(`^(?:改|要改|修改|改改|改一下|修改一下|我要改|更正|需要修改|有改动|重新填|改内容)${TAIL}$`)],
  [
    'withdraw',
    new RegExp(
      `^(?:撤回|撤销|撤|取消|算|算了算|不报|不用报|删除|删掉|删|作废|撤回刚才的?|撤回这条|撤回刚才那条|取消上报|不要)${TAIL}$`,
    ),
  ],
  [
    'yes',
    new RegExp(
      `^(?:对|对对|对对对|是|是是|是的是|嗯|嗯嗯|嗯嗯嗯|恩|哦对|没错|没问题|正确|无误|确认|确定|属实|准确|可以|行|中|要得|好|好好|好好好|好嘞|成|OK|OKAY|YES|Y|就这样|就是这样|对头|系|系啊|妥|妥妥|1|完全正确|准|是?同一件事?|是?一回事|就是那件)${TAIL}$`,
    ),
  ],
]

/** A short answer to what the bot asked or showed; `null` when the text says more. */
export function readAnswer(text: string): Reading['answer'] {
  if (text.length > LONGEST) return null
  const words = text.replace(/[ ,.。!~?\n"']/g, '')
  return ANSWERS.find(([, pattern]) => pattern.test(words))?.[0] ?? null
}
