interface Answer {
  to: RegExp
  answer: string
  /** Nobody waits for an answer among many who read along. */
  social: boolean
}

const ANSWERS: readonly Answer[] = [
  { to: /谢|感谢|辛苦|謝|唔该|唔該|多得/, answer: '不客气。有事随时说一句。', social: true },
  { to: /转发|轉發|\[链接\]/, answer: '收到。要我记下的事，请说在哪里、什么事。', social: false },
  {
    to: /测试|試下|测试|測試|能看到|在吗|在嗎|在不在|有人吗|有人嗎/,
    answer: '在的。有事直接说一句：在哪里、什么事。',
    social: false,
  },
  {
    to: /你好|您好|早上好|上午好|中午好|下午好|晚上好|早安|晚安|大家好|哈喽|嗨/,
    answer: '您好。有事直接说一句：在哪里、什么事。',
    social: true,
  },
  { to: /快乐|快樂|新年|春节|节日|節日|恭喜|祝/, answer: '谢谢，也祝您一切顺利。', social: true },
  { to: /发错|發錯|不好意思|抱歉|搞错|弄错/, answer: '没关系。', social: true },
  { to: /好的|收到|知道了|明白|嗯|行|OK/i, answer: '好的。', social: true },
]

export function chatText(text: string): string {
  return answerTo(text)?.answer ?? '收到。有事请说在哪里、什么事，我来记。'
}

/** Greetings and thanks, which a group reads without an answer. */
export function isSocial(text: string): boolean {
  return answerTo(text)?.social ?? false
}

function answerTo(text: string): Answer | undefined {
  return ANSWERS.find(({ to }) => to.test(text))
}
