// Draws the PNG files beside it from icon.svg and tray.svg. Run after changing those:
//   .runtime/electron/electron electron/assets/draw-icons.mjs     (Linux without a screen: in front of it, xvfb-run)
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow } from 'electron';

const folder = dirname(fileURLToPath(import.meta.url));
const icon = readFileSync(join(folder, 'icon.svg'), 'utf8');
const mark = readFileSync(join(folder, 'tray.svg'), 'utf8');

// macOS colours template images itself; elsewhere a mid tone is seen on light and dark bars
const tray = mark.replaceAll('currentColor', '#5aa9c2');
const template = mark.replaceAll('currentColor', '#000000');
const pictures = [
  ...[512, 256, 128, 64, 32].map((size) => [`icon-${size}.png`, icon, size]),
  ['tray.png', tray, 22],
  ['tray@2x.png', tray, 44],
  ['trayTemplate.png', template, 18],
  ['trayTemplate@2x.png', template, 36],
];

async function draw(window, svg, size) {
  const script = `new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = ${size};
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, ${size}, ${size});
      resolve(canvas.toDataURL('image/png'));
    };
    image.onerror = () => reject(new Error('the SVG cannot be drawn'));
    image.src = 'data:image/svg+xml;utf8,' + encodeURIComponent(${JSON.stringify(svg)});
  })`;
  const url = await window.webContents.executeJavaScript(script);
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

app
  .whenReady()
  .then(async () => {
    const window = new BrowserWindow({ show: false });
    await window.loadURL('data:text/html,<title>icons</title>');
    for (const [name, svg, size] of pictures)
      writeFileSync(join(folder, name), await draw(window, svg, size));
    app.exit(0);
  })
  .catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    app.exit(1);
  });
