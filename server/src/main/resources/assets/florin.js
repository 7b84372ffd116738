// What moves on every page: menus, forms that are sent once, and what follows the balance live.

// A menu closes when something else is clicked, and by Escape.
for (const menu of document.querySelectorAll('details[data-menu]')) {
  document.addEventListener('click', event => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  });
  menu.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
}

// A form is sent once; the button says that it works. Coming back by the back button makes it usable again.
document.addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented) {
    return;
  }
  if (form.dataset.busy) {
    event.preventDefault();
    return;
  }
  if (form.method === 'post') {
    form.dataset.busy = 'yes';
    event.submitter?.setAttribute('aria-busy', 'true');
  }
});
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-busy]')) {
    delete form.dataset.busy;
    form.querySelectorAll('[aria-busy]').forEach(button => button.removeAttribute('aria-busy'));
  }
});

// Dialogs: a button with data-opens="id" opens one, data-closes closes it. Without scripts both are links to pages.
document.addEventListener('click', event => {
  const opener = event.target.closest('[data-opens]');
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
  if (event.target.closest('[data-closes]')) {
    event.preventDefault();
    event.target.closest('dialog')?.close();
  }
  if (event.target instanceof HTMLDialogElement) {
    event.target.close(); // a click beside it
  }
});

// Copies what stands in the element that data-copies names.
document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copies]');
  const source = button && document.getElementById(button.dataset.copies);
  if (source) {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    const before = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = before; }, 1500);
  }
});

// Live: what the server tells goes into every element with data-live="event.member"; scripts listen to florin:event.
const STALE_MILLIS = 12_000;
let source;
let heard = Date.now();

function show(name, data) {
  heard = Date.now();
  document.documentElement.classList.remove('stale');
  for (const [member, value] of Object.entries(data)) {
    for (const element of document.querySelectorAll(`[data-live="${name}.${member}"]`)) {
      if (element.textContent !== value) {
        element.textContent = value;
        element.classList.remove('moved');
        void element.offsetWidth;
        element.classList.add('moved');
      }
    }
    for (const element of document.querySelectorAll(`[data-live-title="${name}.${member}"]`)) {
      element.title = value;
    }
  }
  document.dispatchEvent(new CustomEvent(`florin:${name}`, { detail: data }));
}

function listen() {
  if (document.body.dataset.signedIn !== 'yes' || source || document.visibilityState !== 'visible') {
    return;
  }
  source = new EventSource('/account/live');
  source.onmessage = event => {
    const { name, data } = JSON.parse(event.data);
    show(name, data);
  };
  source.addEventListener('over', () => stop());
}

function stop() {
  source?.close();
  source = undefined;
}

// A browser has few connections to a server: a tab that nobody looks at gives up its own.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') {
    listen();
  } else {
    stop();
  }
});
addEventListener('pagehide', stop);
addEventListener('pageshow', listen);
setInterval(() => {
  if (source && Date.now() - heard > STALE_MILLIS) {
    document.documentElement.classList.add('stale');
  }
}, 2_000);
listen();
