'use strict';
// Les filtres, et la page agrandie. Sans script, toutes les pages se voient.
const one = id => document.getElementById(id);
const pages = [...document.querySelectorAll('.grid > li')];
const wanted = one('filter-document'), found = one('filter-remarks'), changed = one('filter-changed');
const shown = () => pages.filter(page => !page.hidden);
function filter() {
  for (const page of pages) {
    page.hidden = (wanted.value !== '' && page.dataset.document !== wanted.value)
      || (found.checked && !('remarks' in page.dataset))
      || (changed !== null && changed.checked && !('changed' in page.dataset));
  }
  one('shown').textContent = one('shown').dataset.words.replace('#', shown().length);
}
one('filters').hidden = false;
one('filters').addEventListener('input', filter);
one('filters').addEventListener('submit', event => event.preventDefault());
filter();

const large = one('large'), picture = one('large-picture');
let current = null, opener = null;
function show(page) {
  current = page;
  const button = page.querySelector('.thumb'), small = button.querySelector('img');
  picture.src = small.src;
  picture.width = small.width ? small.getAttribute('width') : 0;
  picture.height = small.getAttribute('height');
  one('large-name').textContent = page.querySelector('h3').textContent + ', ' + page.querySelector('.name').textContent;
  picture.alt = one('large-name').textContent;
  const list = shown(), at = list.indexOf(page);
  one('previous').disabled = at <= 0;
  one('next').disabled = at < 0 || at === list.length - 1;
}
function step(by) {
  const list = shown(), page = list[list.indexOf(current) + by];
  if (page) show(page);
}
for (const page of pages) {
  page.querySelector('.thumb').addEventListener('click', event => {
    opener = event.currentTarget;
    show(page);
    large.showModal();
    one('large-name').focus();
  });
}
one('previous').addEventListener('click', () => step(-1));
one('next').addEventListener('click', () => step(1));
one('close').addEventListener('click', () => large.close());
large.addEventListener('keydown', event => {
  if (event.key === 'ArrowLeft') step(-1);
  if (event.key === 'ArrowRight') step(1);
});
large.addEventListener('close', () => {
  const button = current.hidden ? opener : current.querySelector('.thumb');
  button.focus();
});
