// Covers the page when nobody was active for as long as the server allows, and uncovers it once it was unlocked.
const dialog = document.getElementById("device-lock");
const after = Number(dialog.dataset.after) * 1000;
const told = Math.min(after / 4, 5 * 60 * 1000);
const form = dialog.querySelector("form");
let toldAt = Date.now();
let locked = false;

// Every tab of this browser counts.
const activeAt = () => Number(localStorage.getItem("lodged-active") || 0);
const send = (address) => fetch(address, { method: "POST", body: new FormData(form), keepalive: true });

function active() {
  if (dialog.open) return;
  localStorage.setItem("lodged-active", String(Date.now()));
  if (Date.now() - toldAt > told) {
    toldAt = Date.now();
    send(dialog.dataset.active);
  }
}

// The server is told before it's asked: until it knows, it would say that nothing is locked.
async function lock() {
  if (!dialog.open) dialog.showModal();
  try {
    locked = (await send(form.action)).ok;
  } catch {
    locked = false;
  }
}

async function look() {
  if (!dialog.open) {
    if (Date.now() - activeAt() >= after) await lock();
    return;
  }
  if (!locked) return lock();
  return uncover();
}

async function uncover() {
  if (!dialog.open || !locked) return;
  const answer = await fetch(dialog.dataset.state);
  if (answer.ok && !(await answer.json()).locked) {
    locked = false;
    localStorage.setItem("lodged-active", String(Date.now()));
    dialog.close();
  }
}

localStorage.setItem("lodged-active", String(Date.now()));
for (const kind of ["keydown", "pointerdown", "scroll", "input"]) document.addEventListener(kind, active, { passive: true });
dialog.addEventListener("cancel", (event) => event.preventDefault());
document.addEventListener("visibilitychange", uncover);
window.addEventListener("focus", uncover);
setInterval(look, Math.min(after / 10, 5000));
