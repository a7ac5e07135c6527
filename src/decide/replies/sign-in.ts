export function signInText(receipt: string): string {
  return `链接15分钟内有效，只能打开一次，只给您本人，请不要转发。回执 ${receipt}`
}

export function signInGroupText(title: string, says: string): string {
  return `${title}只给您本人看，请在和我单独的聊天里说“${says}”。`
}
