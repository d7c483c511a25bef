import { Side } from './tiles.js';
import { Viewer } from './viewer.js';
import { Tab, options } from './tab.js';

const $ = (id) => document.getElementById(id);
const ABOUT = {
  natural: 'Cleans photos and draws crisp edges.',
  faithful: 'Stays closest to the truth; for clean pictures.',
};
const BASELINES = { bicubic: 'Bicubic', lanczos: 'Lanczos', nearest: 'Nearest' };
const THUMB = 88;

/** What was dropped, in order. `job` is what the server says of it, once it knows it. */
const entries = [];
let current = null; // the entry on the stage
let shown = null; // what the viewer holds: an entry's job and its baseline
let tab;
let given;

const viewer = new Viewer($('result'));

// --- choices

function wish() {
  const form = new FormData($('settings'));
  const wanted = { model: $('model').value, backend: $('backend').value, baseline: form.get('baseline') };
  const scale = form.get('scale');
  if (scale !== 'size') return { ...wanted, scale };
  for (const side of ['width', 'height']) {
    if ($(side).value) wanted[side] = $(side).value;
  }
  return wanted;
}

/** Whether the size can be used; the browser says what is wrong with it. */
function checkSize() {
  const wanted = wish();
  const missing = !wanted.scale && !wanted.width && !wanted.height;
  $('width').setCustomValidity(missing ? 'Width, height, or both' : '');
  return $('settings').reportValidity();
}

function fillSelect(select, names, chosen, title = (name) => name) {
  select.replaceChildren(...names.map((name) => new Option(title(name), name, false, name === chosen)));
}

function settingsChanged() {
  $('size').hidden = new FormData($('settings')).get('scale') !== 'size';
  $('about-model').textContent = ABOUT[$('model').value] ?? '';
  $('about-model').hidden = !$('about-model').textContent;
  render();
}

async function baselineChanged() {
  settingsChanged();
  const { baseline } = wish();
  if (current?.job?.state === 'done' && current.job.baseline !== baseline) {
    try {
      await tab.compareWith(current.job.id, baseline);
    } catch (problem) {
      say(problem.message);
    }
  }
}

// --- pictures come in

async function add(files) {
  if (!files.length || !checkSize()) return;
  const added = [...files].map((file) => ({ file, name: file.name || 'pasted picture', wish: wish(), job: null }));
  entries.push(...added);
  if (!current || current.job?.state !== 'running') current = added[0];
  render();
  for (const entry of added) {
    thumbnail(entry);
    await send(entry); // in this order
  }
}

async function send(entry) {
  entry.problem = null;
  entry.job = null;
  render();
  try {
    const { file } = entry;
    if (file.size > given.uploadBytes) {
      throw new Error(`the file is larger than ${megabytes(given.uploadBytes)}, which is what this page takes`);
    }
    const id = await tab.send(file, entry.wish);
    if (entry.removed) tab.remove(id).catch(() => {});
    else entry.id = id;
  } catch (problem) {
    entry.problem = problem instanceof TypeError ? 'it could not be sent' : problem.message;
  }
  render();
}

/** Small, in a thread of the browser's own; of what the browser does not know, there is none. */
async function thumbnail(entry) {
  try {
    const whole = await createImageBitmap(entry.file, { resizeHeight: THUMB, resizeQuality: 'medium' });
    entry.thumbnail = whole;
    drawThumbnail(entry);
  } catch {
    // a TIFF, or no picture at all
  }
}

function drawThumbnail({ thumbnail: picture, row }) {
  if (!picture || !row) return;
  const canvas = row.querySelector('canvas');
  const side = Math.min(picture.width, picture.height);
  canvas.width = canvas.height = THUMB;
  canvas.getContext('2d').drawImage(
    picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, THUMB, THUMB);
}

async function again() {
  if (!checkSize()) return;
  const old = current.id;
  current.wish = wish();
  current.id = null;
  if (old) tab.remove(old).catch(() => {});
  await send(current);
}

function remove(entry) {
  const index = entries.indexOf(entry);
  entry.removed = true;
  entries.splice(index, 1);
  entry.row?.remove();
  if (entry.id) tab.remove(entry.id).catch(() => {});
  if (entry === current) current = entries[Math.min(index, entries.length - 1)] ?? null;
  render();
  (current ? current.row.querySelector('.pick') : $('choose')).focus();
}

function jobsChanged(jobs) {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  for (const entry of entries) {
    const job = byId.get(entry.id);
    if (job && job.state !== entry.job?.state) {
      if (job.state === 'done') say(`${entry.name} is done`);
      if (job.state === 'failed') say(`${entry.name}: ${job.problem}`);
    }
    if (job) entry.job = job;
  }
  render();
}

// --- what is seen

const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`;
const sides = ([width, height]) => `${width} × ${height}`;

function time(seconds) {
  if (seconds < 1) return 'less than a second';
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function say(text) {
  $('news').textContent = text;
}

function stateOf(entry) {
  if (entry.problem) return 'failed';
  return entry.job?.state ?? 'sending';
}

function statusOf(entry) {
  const { job } = entry;
  switch (stateOf(entry)) {
    case 'sending':
      return 'Sending …';
    case 'waiting':
      return 'Waiting';
    case 'running':
      return job.fraction === undefined ? 'Starting …' : `${Math.floor(100 * job.fraction)} %`;
    case 'done':
      return `Done, ${sides(job.to)}`;
    case 'cancelled':
      return 'Cancelled';
    default:
      return `Failed: ${entry.problem ?? job.problem}`;
  }
}

function render() {
  entries.forEach(renderRow);
  $('queue').hidden = !entries.length;
  $('more').hidden = !entries.length;
  const state = current ? stateOf(current) : 'empty';
  const working = ['sending', 'waiting', 'running'].includes(state);
  $('empty').hidden = state !== 'empty';
  $('working').hidden = !working;
  $('trouble').hidden = state !== 'failed' && state !== 'cancelled';
  $('result').hidden = state !== 'done';
  if (working) renderProgress();
  if (!$('trouble').hidden) {
    $('trouble-name').textContent = current.name;
    $('retry').classList.toggle('main', state === 'cancelled');
    $('sign').toggleAttribute('hidden', state === 'cancelled');
    $('reason').textContent = state === 'cancelled' ? 'Cancelled.' : current.problem ?? current.job.problem;
  }
  if (state === 'done') renderResult();
  const compared = ({ baseline, ...rest }) => JSON.stringify(rest);
  $('again').hidden = !(state === 'done' && compared(wish()) !== compared(current.wish));
  const busy = entries.find((entry) => entry.job?.state === 'running' && entry.job.fraction !== undefined);
  document.title = busy ? `${Math.floor(100 * busy.job.fraction)} % · upscale4j` : 'upscale4j';
}

function renderRow(entry) {
  if (!entry.row) {
    entry.row = document.createElement('li');
    const pick = document.createElement('button');
    pick.className = 'pick';
    pick.type = 'button';
    const picture = document.createElement('canvas');
    const name = document.createElement('span');
    name.className = 'name';
    name.textContent = entry.name;
    const status = document.createElement('span');
    status.className = 'status';
    pick.append(picture, name, status);
    pick.addEventListener('click', () => {
      current = entry;
      render();
    });
    const out = document.createElement('button');
    out.className = 'drop-out';
    out.type = 'button';
    out.textContent = '×';
    out.title = `Remove ${entry.name}`;
    out.setAttribute('aria-label', out.title);
    out.addEventListener('click', () => remove(entry));
    entry.row.append(pick, out);
    $('list').append(entry.row);
    drawThumbnail(entry);
  }
  const status = statusOf(entry);
  const line = entry.row.querySelector('.status');
  if (line.textContent !== status) {
    line.textContent = status;
    line.title = status;
  }
  entry.row.classList.toggle('current', entry === current);
  entry.row.classList.toggle('failed', stateOf(entry) === 'failed');
  entry.row.querySelector('.pick').setAttribute('aria-current', entry === current);
}

function renderProgress() {
  const { job } = current;
  const running = job?.state === 'running' && job.fraction !== undefined;
  $('working-name').textContent = current.name;
  $('percent').textContent = running ? `${Math.floor(100 * job.fraction)} %` : '';
  $('percent').hidden = !running;
  $('done').style.transform = `translateX(${running ? 100 * job.fraction - 100 : -100}%)`;
  if (running) $('track').setAttribute('aria-valuenow', Math.floor(100 * job.fraction));
  else $('track').removeAttribute('aria-valuenow');
  $('sizes').textContent = job?.to ? `${sides(job.from)} → ${sides(job.to)}` : '';
  $('remaining').textContent = running
    ? `${time(job.remaining)} left`
    : { sending: 'Sending …', waiting: 'Waiting for the pictures before it', running: 'Starting …' }[stateOf(current)];
}

function renderResult() {
  const { job } = current;
  const [width, height] = job.to;
  const side = (name) => new Side(width, height, (level, x, y) => tab.tile(job.id, name, level, x, y));
  if (shown?.id !== job.id) {
    viewer.show({
      name: current.name,
      width,
      height,
      alpha: job.alpha,
      before: side(job.baseline),
      after: side('result'),
      beforeLabel: BASELINES[job.baseline],
      afterLabel: job.model,
    });
  } else if (shown.baseline !== job.baseline) {
    viewer.compareWith(side(job.baseline), BASELINES[job.baseline]);
  }
  shown = { id: job.id, baseline: job.baseline };
  $('result-name').textContent = current.name;
  $('facts').textContent = `${sides(job.from)} → ${sides(job.to)} · ${job.seconds.toFixed(1)} s`;
  $('facts').title = job.computedBy;
}

async function download(button) {
  const { job, name } = current;
  const text = button.textContent;
  button.disabled = true;
  button.textContent = 'Writing …';
  try {
    const link = document.createElement('a');
    link.href = await tab.file(job.id, button.dataset.format);
    link.download = '';
    link.click();
    say(`${name} is being saved`);
  } catch (problem) {
    window.alert(`${name}: ${problem.message}`);
  } finally {
    button.disabled = false;
    button.textContent = text;
  }
}

// --- from mouse, clipboard and keys to the above

function listen() {
  for (const opener of ['choose', 'more']) $(opener).addEventListener('click', () => $('files').click());
  $('files').addEventListener('change', () => {
    add($('files').files);
    $('files').value = '';
  });
  window.addEventListener('paste', (event) => add(event.clipboardData.files));
  const holdsFiles = (event) => event.dataTransfer?.types.includes('Files');
  let depth = 0; // elements under the pointer, one within the other
  const over = (change) => {
    depth = Math.max(0, depth + change);
    $('over').hidden = depth === 0;
  };
  window.addEventListener('dragenter', (event) => holdsFiles(event) && over(1));
  window.addEventListener('dragleave', (event) => holdsFiles(event) && over(-1));
  window.addEventListener('dragover', (event) => holdsFiles(event) && event.preventDefault());
  window.addEventListener('drop', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    over(-depth);
    add(event.dataTransfer.files);
  });
  $('cancel').addEventListener('click', () => {
    if (current.id) tab.cancel(current.id).catch((problem) => say(problem.message));
    else remove(current);
  });
  $('retry').addEventListener('click', again);
  $('dismiss').addEventListener('click', () => remove(current));
  $('again').addEventListener('click', again);
  $('reload').addEventListener('click', () => window.location.reload());
  for (const button of document.querySelectorAll('[data-format]')) {
    button.addEventListener('click', () => download(button));
  }
  $('settings').addEventListener('submit', (event) => event.preventDefault());
  $('settings').addEventListener('input', (event) => {
    if (event.target.name === 'baseline') baselineChanged();
    else settingsChanged();
  });
}

async function start() {
  const lost = () => {
    $('lost').hidden = false;
  };
  try {
    given = await options();
    fillSelect($('model'), given.models, given.model);
    fillSelect($('backend'), given.backends, given.backend, (name) => (name === 'auto' ? 'the fastest here' : name));
    $('limits').textContent += `, up to ${megabytes(given.uploadBytes)} each`;
    settingsChanged();
    tab = await Tab.open(jobsChanged, lost);
    listen();
  } catch (problem) {
    $('lost').firstElementChild.textContent = problem.message;
    lost();
  }
}

start();
