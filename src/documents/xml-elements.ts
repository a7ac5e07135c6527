import { Parser } from 'saxen'

export interface ElementHearer {
  /** `name` without its prefix; so are the keys of `attributes`. */
  open(name: string, attributes: () => Readonly<Record<string, string>>): void
  /** What stands between two tags, entities decoded; several times where it is mixed. */
  text?(text: string): void
  close?(name: string): void
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

/** Tell the elements of an XML document one by one. Entities other than those of XML itself mean nothing. */
export function hearElements(xml: string, hearer: ElementHearer): void {
  let failed: Error | null = null
  new Parser()
    .on('openTag', (name, attributes, decode) =>
      hearer.open(localName(name), () =>
        Object.fromEntries(Object.entries(attributes()).map(([key, value]) => [localName(key), decode(value)])),
      ),
    )
    .on('text', (text, decode) => hearer.text?.(decode(text)))
    .on('cdata', (text) => hearer.text?.(text))
    .on('closeTag', (name) => hearer.close?.(localName(name)))
    .on('error', (error) => {
      failed ??= error
    })
    .parse(xml)
  if (failed) throw failed
}
