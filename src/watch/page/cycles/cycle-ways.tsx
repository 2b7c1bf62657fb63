/** The ways from one cycle to its neighbours, and back to the list. */
export function CycleWays({ id, newest }: { readonly id: string; readonly newest: number }) {
  const number = Number(id.slice(1))
  if (!Number.isSafeInteger(number)) return <a href="#/cycles">All cycles</a>
  return (
    <nav aria-label="Cycles">
      {number > 1 ? <Way number={number - 1} name="Previous" /> : <span class="quiet">the first</span>}
      <a href="#/cycles">All cycles</a>
      {number < newest ? <Way number={number + 1} name="Next" /> : <span class="quiet">the newest</span>}
    </nav>
  )
}

function Way({ number, name }: { readonly number: number; readonly name: 'Previous' | 'Next' }) {
  const id = `c${String(number).padStart(6, '0')}`
  return (
    <a href={`#/cycles/${id}`} rel={name === 'Next' ? 'next' : 'prev'} title={id}>
      {name === 'Next' ? 'Next →' : '← Previous'}
    </a>
  )
}
