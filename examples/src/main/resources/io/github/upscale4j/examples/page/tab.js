// What this tab says to the server behind it, and hears from it.

async function ask(method, path, body) {
  const response = await fetch(path, { method, body });
  if (response.ok) return response;
  throw new Error((await response.text()).trim() || `the server answers ${response.status}`);
}

const json = async (method, path, body) => (await ask(method, path, body)).json();

export const options = () => json('GET', '/options');

export class Tab {
  /** `onjobs` is given all jobs whenever one has changed; `onlost` is called when the server is gone for good. */
  static async open(onjobs, onlost) {
    const tab = new Tab((await json('POST', '/tabs')).tab);
    const events = new EventSource(`${tab.path}/events`);
    events.onmessage = (event) => onjobs(JSON.parse(event.data).jobs);
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED) onlost();
      else tab.silence ??= setTimeout(onlost, 8000); // it tries again by itself
    };
    events.onopen = () => {
      clearTimeout(tab.silence);
      tab.silence = undefined;
    };
    window.addEventListener('pagehide', () => navigator.sendBeacon(`${tab.path}/end`));
    // out of the browser's memory, as by its button "back": the server has forgotten this tab
    window.addEventListener('pageshow', (event) => event.persisted && window.location.reload());
    return tab;
  }

  constructor(id) {
    this.path = `/tabs/${id}`;
  }

  /** The name of the new job. */
  async send(file, wish) {
    const query = new URLSearchParams({ ...wish, name: file.name });
    return (await json('POST', `${this.path}/jobs?${query}`, file)).job;
  }

  cancel(job) {
    return ask('POST', `${this.path}/jobs/${job}/cancel`);
  }

  remove(job) {
    return ask('DELETE', `${this.path}/jobs/${job}`);
  }

  compareWith(job, baseline) {
    return ask('POST', `${this.path}/jobs/${job}/baseline?name=${baseline}`);
  }

  /** A tile as an ImageBitmap. */
  async tile(job, side, level, x, y) {
    const response = await ask('GET', `${this.path}/jobs/${job}/tiles/${side}/${level}/${x}/${y}`);
    return createImageBitmap(await response.blob());
  }

  /** Has the file written, which may take a while, and gives its address. */
  async file(job, format) {
    const path = `${this.path}/jobs/${job}/files/${format}`;
    await ask('POST', path);
    return path;
  }
}
