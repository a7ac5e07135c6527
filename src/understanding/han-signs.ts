const HAN_SIGNS: Readonly<Record<string, string>> = { ',': '，', ';': '；', ':': '：', '?': '？', '!': '！' }

/** Words that other people read: their signs as they are written between Chinese characters. */
export function withHanSigns(words: string): string {
  return words.replace(/(?<=\p{Script=Han})[,;:?!]|[,;:?!](?=\p{Script=Han})/gu, (sign) => HAN_SIGNS[sign] ?? sign)
}
