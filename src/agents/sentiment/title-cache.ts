const maxKept = 5000

/** Works out something of a headline's words once, as headlines stay for many cycles; forgets all when it has too many. */
export function createTitleCache<Value>(workOut: (title: string) => Value): (title: string) => Value {
  const kept = new Map<string, Value>()
  return (title) => {
    const known = kept.get(title)
    if (known !== undefined) return known
    if (kept.size >= maxKept) kept.clear()
    const value = workOut(title)
    kept.set(title, value)
    return value
  }
}
