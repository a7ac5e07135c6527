/** How names of people are written, as parts of patterns. */
const HAN = '[\\u4e00-\\u9fff]'

/** 阿依古丽·买买提: a name in several parts, which is surely one. */
export const DOTTED = `${HAN}{2,8}?(?:·${HAN}{1,8}?){1,3}`

/** Any name; whether it is one, what stands around it says. */
export const NAME = `(?:${DOTTED}|${HAN}{2,4}?)`
