/** What the skeleton of a new cause leaves for people to write. The tests refuse a page on which it still stands. */
export const PLACEHOLDER = 'TODO'
