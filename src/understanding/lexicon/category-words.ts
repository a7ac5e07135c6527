import type { Category } from '../../domain/vocabulary.ts'

/** The words of one category, by how much they say. */
export interface CategoryWords {
  category: Category
  /** Tell the matter by themselves. */
  sure: readonly string[]
  /** Things and persons of the category; a matter only together with a fault. */
  likely: readonly string[]
  /** Tip the balance between categories, no more. */
  hint: readonly string[]
}
