// Asks the browser for a passkey: a new one, or the answer of one that the person has.
(() => {
  const button = document.querySelector("[data-passkey]");
  const options = document.getElementById("passkey-options");
  if (!button || !options || !window.PublicKeyCredential) return;
  const credential = document.getElementById("id_credential");
  const failure = document.querySelector("[data-passkey-failure]");
  button.hidden = false;
  for (const without of document.querySelectorAll("[data-passkey-without]")) without.hidden = true;
  button.addEventListener("click", async () => {
    failure.hidden = true;
    button.disabled = true;
    try {
      const ask = button.dataset.passkey === "create" ? webauthnJSON.create : webauthnJSON.get;
      credential.value = JSON.stringify(await ask(JSON.parse(options.textContent)));
      credential.form.submit();
    } catch {
      failure.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
})();
