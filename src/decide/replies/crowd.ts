/** To somebody whose messages come faster than they can be answered one by one. */
export function inCrowd(): string {
  return '您发得很快，每一条我都记下了，就不一条条回复了。要看某一件，请过一会儿再问我。'
}
