// Says in words when a key did not answer.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const old = document.getElementById("key-error");
  if (old) old.remove();
  const said = document.createElement("div");
  said.id = "key-error";
  said.setAttribute("role", "alert");
  said.className = "usa-alert usa-alert--error usa-alert--slim";
  const body = said.appendChild(document.createElement("div"));
  body.className = "usa-alert__body";
  const words = body.appendChild(document.createElement("p"));
  words.className = "usa-alert__text";
  words.textContent = "The key did not answer, or you stopped it. Try again, or use another way. A key works only at the address it was added at.";
  document.querySelector("h1").after(said);
});
