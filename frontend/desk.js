// The release desk: clocks that run, forms that are sent once, and a board that says and sounds what can't wait.
// "in 3 h 12 min", "42 min ago", in the words the server uses.
const span = (minutes) => {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days) return hours ? `${days} d ${hours} h` : `${days} d`;
  if (hours) return rest ? `${hours} h ${rest} min` : `${hours} h`;
  return `${rest} min`;
};
const tick = () => {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const away = Date.parse(clock.dataset.clock) - Date.now();
    const words = span(Math.floor(Math.abs(away) / 60000));
    const told = away >= 0 ? `in ${words}` : `${words} ago`;
    if (clock.textContent !== told) clock.textContent = told;
  }
};
setInterval(tick, 10000);

// A form that must not be sent twice is sent once; the server notices a second sending all the same.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
});

// On the board j and k go from person to person, n to the next step of the person in focus or of the first one.
// The switch for keys on the board turns them off, and they never act while somebody types.
const people = () => [...document.querySelectorAll("#board tbody tr")];
const rowInFocus = () => people().indexOf(document.activeElement?.closest("#board tbody tr"));
const BOARD_KEYS = {
  j: () => people()[Math.min(rowInFocus() + 1, people().length - 1)]?.querySelector("th a"),
  k: () => people()[Math.max(rowInFocus() - 1, 0)]?.querySelector("th a"),
  n: () => people()[Math.max(rowInFocus(), 0)]?.querySelector(".desk-next"),
};
if (document.querySelector("[data-board-keys]")) {
  document.addEventListener("keydown", (event) => {
    if (localStorage.getItem("lodged-keys-off") === "yes") return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
    const wanted = BOARD_KEYS[event.key]?.();
    if (!wanted) return;
    event.preventDefault();
    wanted.focus();
  });
}

// The board: news for screen readers when the counts change, and a sound for what can't wait, if it is wanted.
const KEY = "lodged-desk-sound";
let context;
const beep = () => {
  context ??= new AudioContext();
  for (const [start, pitch] of [[0, 880], [0.25, 660], [0.5, 880]]) {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = pitch;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(context.destination);
    tone.start(context.currentTime + start);
    tone.stop(context.currentTime + start + 0.2);
  }
};
const wanted = () => localStorage.getItem(KEY) === "on";
const sound = document.querySelector("[data-sound]");
const showSound = () => {
  sound.hidden = false;
  sound.textContent = wanted() ? "Sound is on" : "Sound is off";
  sound.setAttribute("aria-pressed", String(wanted()));
};
if (sound) {
  showSound();
  sound.addEventListener("click", () => {
    localStorage.setItem(KEY, wanted() ? "off" : "on");
    showSound();
    if (wanted()) beep();
  });
  const board = () => document.getElementById("board");
  let [alarms, news, sounded] = [Number(board().dataset.alarms), board().dataset.news, Date.now()];
  // Who was signed out meanwhile is led to the sign-in, rather than shown a piece of it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 200 && !event.detail.serverResponse.includes('id="board"')) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
  document.addEventListener("htmx:afterSwap", () => {
    const now = board();
    const more = Number(now.dataset.alarms) > alarms;
    alarms = Number(now.dataset.alarms);
    if (now.dataset.news !== news) {
      news = now.dataset.news;
      document.getElementById("board-news").textContent = news;
    }
    if (wanted() && alarms && (more || Date.now() - sounded > 60000)) {
      beep();
      sounded = Date.now();
    }
  });
}
