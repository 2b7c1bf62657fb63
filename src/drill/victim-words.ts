/** What an actor says, and a victim passes on, when it hangs. */
export const hanging = 'hanging'
