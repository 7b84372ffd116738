// Sends the form that a person would only have to click through, once, and only where somebody looks at it.
const form = document.querySelector('form[data-submit="now"]');

function send() {
  if (form && document.visibilityState === 'visible' && !form.dataset.sent) {
    form.dataset.sent = 'yes';
    form.requestSubmit();
  }
}

send();
document.addEventListener('visibilitychange', send);
