/* A picture for the ground of the plan. A phone's photo is made as small as it is kept before it travels; what the
   browser cannot read as a picture goes as it is, so that the house says in its own words what is wrong with it. */
const NAME = "picture-file";

export function picture({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(`.${NAME}`) ?? made(parentElement);
  const [label, input, words] = root.children;
  label.textContent = data.words.choose;
  words.textContent = data.words.about;
  input.onchange = async () => {
    const [file] = input.files;
    if (!file) return;
    label.textContent = data.words.wait;
    const small = await smaller(file, data.longest_px);
    input.value = "";
    if (small.size > data.most_bytes) {
      label.textContent = data.words.choose;
      words.textContent = data.words.too_large;
      return;
    }
    setTriggerValue("file", { at: Date.now(), content: await base64(small) });
  };
}

function made(parentElement) {
  const root = document.createElement("div");
  root.className = NAME;
  const label = document.createElement("label");
  const input = document.createElement("input");
  const words = document.createElement("p");
  label.htmlFor = input.id = `${NAME}-input`;
  input.type = "file";
  input.accept = "image/png,image/jpeg,image/webp";
  words.setAttribute("role", "status");
  root.append(label, input, words);
  parentElement.append(root);
  return root;
}

async function smaller(file, longestPx) {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, longestPx / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88))) ?? file;
  } catch {
    return file;
  }
}

function base64(blob) {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => done("");
    reader.readAsDataURL(blob);
  });
}
