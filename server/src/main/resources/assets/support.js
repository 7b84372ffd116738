// Support: the panel on every page, forms that send without a reload, and answers that appear by themselves. Everything here
// shows parts of the pages under /support, which work without it.

const button = document.querySelector('[data-chat]');
let panel;
let source;

const inPanel = element => panel?.contains(element);
const root = () => panel?.querySelector('#support') ?? document.querySelector('#support');
const pathShown = () => panel?.dataset.path ?? location.pathname + location.search;

async function load(path, options = {}) {
  const answer = await fetch(path, { headers: { Accept: 'text/html' }, ...options });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const support = page.querySelector('#support');
  return { support, path: new URL(answer.url).pathname + new URL(answer.url).search, status: answer.status };
}

function atEnd() {
  const body = panel?.querySelector('.chat-body');
  if (body && root()?.dataset.ticket) {
    body.scrollTop = body.scrollHeight;
  }
}

// Where the whole content changes: another conversation, or a form that was sent.
function place({ support, path }) {
  if (!support) {
    location.assign(path); // signed out meanwhile, or an error: the page tells
    return;
  }
  root().replaceWith(support);
  if (panel) {
    panel.dataset.path = path;
    if (!support.dataset.ticket) {
      support.querySelector('h1')?.remove(); // the panel has a heading
    }
    for (const heading of support.querySelectorAll('h1')) {
      const title = document.createElement('h3');
      title.className = 'panel-title';
      title.append(...heading.childNodes);
      heading.replaceWith(title);
    }
  } else if (path !== location.pathname + location.search) {
    history.replaceState(null, '', path);
  }
  ready();
  atEnd();
}

// Where only what others write changes: what is being typed stays.
async function refresh() {
  const path = pathShown();
  const { support } = await load(path);
  const shown = root();
  if (!support || !shown || path !== pathShown()) {
    return;
  }
  for (const part of support.querySelectorAll('[data-part]')) {
    const old = shown.querySelector(`[data-part="${part.dataset.part}"]`);
    if (old && old.outerHTML !== part.outerHTML && !old.contains(document.activeElement)) {
      old.replaceWith(part);
    }
  }
  seen();
  atEnd();
}

// The customer has the answers before the eyes.
function seen() {
  const shown = root();
  const messages = shown?.querySelector('[data-part="state"]')?.dataset.messages;
  if (!shown?.dataset.ticket || 'staff' in shown.dataset || document.visibilityState !== 'visible' || shown.dataset.seen === messages) {
    return;
  }
  shown.dataset.seen = messages;
  const form = new URLSearchParams({ messages, csrf: document.body.dataset.csrf });
  fetch(`/support/${shown.dataset.ticket}/seen`, { method: 'POST', body: form, redirect: 'manual' });
}

function listen() {
  const url = root()?.dataset.liveUrl;
  if (source?.path === url) {
    return;
  }
  source?.close();
  source = undefined;
  if (url) {
    source = new EventSource(url);
    source.path = url;
    source.onmessage = event => {
      if (JSON.parse(event.data).name !== 'beat') {
        refresh();
      }
    };
  }
}

function ready() {
  listen();
  seen();
}

document.addEventListener('submit', async event => {
  const form = event.target;
  if (!('support' in form.dataset)) {
    return;
  }
  event.preventDefault();
  if (form.dataset.busy) {
    return;
  }
  form.dataset.busy = 'yes';
  event.submitter?.setAttribute('aria-busy', 'true');
  try {
    const answer = await load(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    if (!answer.support && (answer.status === 401 || answer.status === 403)) {
      form.submit(); // signed out meanwhile: the page that says so keeps what was typed
      return;
    }
    place(answer);
    root()?.querySelector('[aria-invalid], textarea')?.focus();
  } catch {
    tell(form, 'We could not be reached. What you wrote is still here: please try again.');
  } finally {
    delete form.dataset.busy;
    event.submitter?.removeAttribute('aria-busy');
  }
}, true);

function tell(form, text) {
  const error = form.querySelector('#support-text-error');
  if (error) {
    error.textContent = text;
  }
}

// Ctrl or Command with Enter sends.
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('#support textarea')) {
    event.target.form.requestSubmit();
  }
  if (event.key === 'Escape' && inPanel(event.target)) {
    closePanel();
  }
});

async function openPanel() {
  panel = document.createElement('div');
  panel.className = 'chat-panel';
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', 'Support');
  panel.dataset.path = '/support';
  panel.innerHTML = '<div class="chat-head"><h2>Support</h2><button type="button" class="button quiet small" aria-label="Close">✕</button></div>'
    + '<div class="chat-body" tabindex="-1"><div id="support"><p class="soft">One moment …</p></div></div>';
  panel.querySelector('button').addEventListener('click', closePanel);
  button.parentElement.append(panel);
  button.setAttribute('aria-expanded', 'true');
  try {
    place(await load('/support'));
    panel?.querySelector('input[type="email"], textarea')?.focus();
  } catch {
    location.assign('/support');
  }
}

function closePanel() {
  panel.remove();
  panel = undefined;
  source?.close();
  source = undefined;
  button.setAttribute('aria-expanded', 'false');
  button.focus();
}

document.addEventListener('click', event => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
    return;
  }
  const link = event.target.closest('a');
  if (link && link === button) {
    event.preventDefault();
    if (panel) {
      closePanel();
    } else if (document.querySelector('#support')) {
      document.querySelector('#support textarea')?.focus();
    } else {
      openPanel();
    }
  } else if (link && inPanel(link) && link.target !== '_blank' && new URL(link.href).pathname.startsWith('/support')) {
    event.preventDefault();
    load(link.href).then(place);
  }
});

// A customer's conversations are told of on the channel that every page listens to.
document.addEventListener('florin:support', event => {
  const unread = Number(event.detail.unread);
  const badge = button?.querySelector('.chat-unread');
  if (badge) {
    badge.hidden = unread === 0;
    badge.textContent = unread;
    button.setAttribute('aria-label', unread === 0 ? 'Ask support' : `Ask support: ${unread} new ${unread === 1 ? 'answer' : 'answers'}`);
  }
  if (root()) {
    refresh();
  }
});

document.addEventListener('visibilitychange', seen);
addEventListener('pagehide', () => source?.close());
if (document.querySelector('#support')) {
  ready();
}
