// A file is sent to this machine's own server as it is, and the page that comes back is shown.
const row = document.getElementById("letter-file-row");
if (row) {
  row.hidden = false;
  document.getElementById("letter-file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const answer = await fetch("/read" + location.search, {
      method: "POST", body: await file.arrayBuffer(), headers: { "content-type": "application/octet-stream", accept: "text/html" },
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("main").replaceWith(page.getElementById("main"));
    document.title = page.title;
    document.getElementById("main").focus();
  });
}
