/** What is said about notices and their posters. */

export function phoneOwners(): string {
  return '公示牌上只有责任区党员的电话和照片，您的不会公开。'
}

export function phoneShown(): string {
  return '好的，名册里您的电话会写上您责任区的公示牌。看不到就是名册里没有，请书记补上。要撤下请说：不公示我的电话。'
}

export function phoneHidden(): string {
  return '好的，公示牌上不写您的电话了。已经打印的海报请换下来。'
}

export function sendPhotoFirst(): string {
  return '请先发一张您的照片，过一分钟再说：公示我的照片。'
}

export function photoNotYet(): string {
  return '照片还没收好，或者太大了。请过一分钟再说：公示我的照片。还不行就不要选“原图”，再发一次。'
}

export function photoShown(): string {
  return '好的，一分钟内您责任区的网上公示牌会有您的照片。要撤下请说：不公示我的照片。'
}

export function photoHidden(): string {
  return '好的，网上公示牌不放您的照片了。'
}

interface Link {
  name: string
  url: string
}

/** The address opens on any computer, also at a printer's shop. */
export function postersOfBranches(links: readonly Link[], count: number): string {
  const [only] = links
  if (only && count === 1) return `${only.name}的公示牌海报在这里，电脑上打开就能下载打印：\n${only.url}`
  const more = count > links.length ? [`还有 ${count - links.length} 个支部没有列出，请各支部书记自己打印。`] : []
  return [
    '公示牌海报在这里，电脑上打开就能下载打印：',
    ...links.map(({ name, url }) => `${name}：${url}`),
    ...more,
  ].join('\n')
}

export function postersOfZones(links: readonly Link[]): string {
  return ['您责任区的公示牌海报在这里，打开就能打印：', ...links.map(({ name, url }) => `${name}：${url}`)].join('\n')
}

export function noPosters(): string {
  return '您还没有责任区，没有公示牌可打印。'
}
