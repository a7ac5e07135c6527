export function alreadyAnswered(): string {
  return '这张卡片已经处理过了'
}

export function unknownButton(): string {
  return '这个按钮已经不能用了。请直接用一句话告诉我。'
}
