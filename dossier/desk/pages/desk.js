// What forms alone cannot do: files that are dropped, and what happens meanwhile.
'use strict';
const body = document.body, root = body.dataset.root, main = document.getElementById('main');
const byId = id => document.getElementById(id);
let dirty = false;
main.addEventListener('input', () => { dirty = true; });

// --- files ---------------------------------------------------------------------------------------------------------

const fits = input => {
  const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
  input.setCustomValidity(size > Number(body.dataset.most) ? body.dataset.large : '');
  return input.reportValidity();
};
for (const input of document.querySelectorAll('input[type=file]'))
  input.addEventListener('change', () => fits(input));

const carriesFiles = event => event.dataTransfer.types.includes('Files');
const ROW = 'application/x-dossier-document';
const carriesRow = event => event.dataTransfer.types.includes(ROW);
// A page or a picture of another window: not the file, but where it stands; a browser would leave for there.
const carriesLink = event => !carriesRow(event) && !carriesFiles(event) && event.dataTransfer.types.includes('text/uri-list');
const listed = files => {
  const held = new DataTransfer();
  for (const file of files) held.items.add(file);
  return held.files;
};
const read = entry => new Promise((done, failed) => entry.file(done, failed));
// The files of a folder that is dropped, under the names that they have below it. A reader gives some at a time.
const inside = async folder => {
  const reader = folder.createReader(), files = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return files;
    for (const one of some) {
      if (one.isDirectory) files.push(...await inside(one));
      else files.push(new File([await read(one)], one.fullPath.slice(1)));
    }
  }
};
// A saved page may be dropped together with its folder. What is dropped can be asked for during its event alone.
const send = async (form, items) => {
  const held = [...items].filter(item => item.kind === 'file').map(item => [item.webkitGetAsEntry(), item.getAsFile()]);
  const folders = held.map(([entry]) => entry).filter(entry => entry && entry.isDirectory);
  const [input, details] = [form.querySelector('input[name=file]'), form.closest('details')];
  if (details) details.open = true;
  input.files = listed(held.filter(([entry]) => !folders.includes(entry)).map(([, file]) => file));
  let along = form.querySelector('input[name=along]');
  if (folders.length && !along) {
    along = Object.assign(document.createElement('input'), { type: 'file', name: 'along', multiple: true, hidden: true });
    form.append(along);
  }
  if (folders.length) along.files = listed((await Promise.all(folders.map(inside))).flat());
  if (fits(input) && (!folders.length || fits(along))) form.requestSubmit();
};
const target = event => {
  const row = event.target.closest('.document');
  return row || (carriesFiles(event) ? byId('add') : null);
};
const mark = place => {
  for (const one of document.querySelectorAll('.over')) one.classList.remove('over');
  if (place) place.classList.add('over');
};
if (byId('add')) {
  document.addEventListener('dragover', event => {
    if (carriesLink(event)) event.preventDefault();
    if (!carriesFiles(event) && !carriesRow(event)) return;
    event.preventDefault();
    mark(target(event));
  });
  document.addEventListener('dragleave', event => { if (!event.relatedTarget) mark(null); });
  document.addEventListener('drop', event => {
    const place = target(event);
    mark(null);
    if (carriesLink(event)) {
      event.preventDefault();
      byId('link').hidden = false;
    }
    if (!place) return;
    event.preventDefault();
    const moved = event.dataTransfer.getData(ROW);
    if (carriesFiles(event)) {
      send(place.id === 'add' ? place : place.querySelector('form.replace'), event.dataTransfer.items);
    } else if (moved && moved !== place.dataset.id) {
      const form = byId('move');
      form.action = `${root}/documents/${encodeURIComponent(moved)}/move`;
      form.elements.place.value = `after ${place.dataset.id}`;
      form.submit();
    }
  });
  for (const row of document.querySelectorAll('.document'))
    row.addEventListener('dragstart', event => event.dataTransfer.setData(ROW, row.dataset.id));
}

// --- what happens meanwhile ----------------------------------------------------------------------------------------

const PAGES = { build: '/', proof: '/compare', sign: '/sign' };
const events = new EventSource(`${root}/events?since=${body.dataset.since}&job=${body.dataset.job}`);
events.addEventListener('step', event => {
  const step = JSON.parse(event.data), job = byId('job');
  job.hidden = false;
  byId('stage').textContent = step.item ? `${step.words} – ${step.item}` : step.words;
  if (step.stage !== 'verify' || byId(`built-${step.item}`)) return;
  const page = document.createElement('li');
  page.id = `built-${step.item}`;
  page.textContent = step.item;
  byId('built').append(page);
});
events.addEventListener('end', event => {
  const { command, told } = JSON.parse(event.data), place = `${root}${PAGES[command]}?told=${told}`;
  if (!dirty) { location.assign(place); return; }
  byId('job').hidden = true;
  byId('ended').hidden = false;
  byId('ended').querySelector('a').href = place;
});
events.addEventListener('changed', () => { byId('changed').hidden = false; });
// The browser tries again by itself; where nobody answers, nothing that is sent would arrive.
let gone = 0;
const closed = shown => { byId('closed').hidden = !shown; };
events.addEventListener('error', () => { clearTimeout(gone); gone = setTimeout(() => closed(true), 1500); });
events.addEventListener('open', () => { clearTimeout(gone); closed(false); });
document.addEventListener('submit', event => {
  if (byId('closed').hidden) return;
  event.preventDefault();
  byId('closed').scrollIntoView();
  byId('closed').focus();
});
addEventListener('pagehide', () => { clearTimeout(gone); events.close(); });
// A page that comes back from the browser's memory listens no more, and may be of another manifest.
addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
