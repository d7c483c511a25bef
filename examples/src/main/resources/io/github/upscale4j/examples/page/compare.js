// The page that `./upscale compare` writes: tiles.js and viewer.js stand before this in one script. The pictures are in the page.

/** A picture of the page as levels, each made from the one before it when it is needed. */
async function sideOf(image) {
  await image.decode();
  const levels = [createImageBitmap(image)];
  const side = new Side(image.naturalWidth, image.naturalHeight, async (level, x, y) => {
    for (let n = levels.length; n <= level; n++) {
      const [resizeWidth, resizeHeight] = side.sizes[n];
      levels.push(levels[n - 1].then(
        (finer) => createImageBitmap(finer, { resizeWidth, resizeHeight, resizeQuality: 'medium' })));
    }
    const whole = await levels[level];
    const left = x * TILE;
    const top = y * TILE;
    const width = Math.min(TILE, whole.width - left);
    const height = Math.min(TILE, whole.height - top);
    return createImageBitmap(whole, left, top, width, height);
  });
  return side;
}

async function start() {
  const images = [...document.querySelectorAll('#pictures img')];
  const result = images.pop();
  const labelOf = (image) => image.dataset.label;
  const main = document.getElementById('compare');
  document.documentElement.classList.add('works');
  const viewer = new Viewer(main);
  main.querySelector('.caption').after(viewer.tools);
  viewer.show({
    name: document.title,
    width: result.naturalWidth,
    height: result.naturalHeight,
    alpha: images.concat(result).some((image) => 'alpha' in image.dataset),
    before: await sideOf(images[0]),
    after: await sideOf(result),
    beforeLabel: labelOf(images[0]),
    afterLabel: labelOf(result),
  });
  if (images.length === 1) return;
  for (const [index, image] of images.entries()) {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = 'left';
    input.checked = index === 0;
    input.addEventListener('change', async () => viewer.compareWith(await sideOf(image), labelOf(image)));
    const text = document.createElement('span');
    text.textContent = labelOf(image);
    label.append(input, text);
    document.getElementById('choice').append(label);
  }
}

start();
