/**
 * The JavaScript that the demo runs in the sandbox, as it is shown to the owner. It reads the files with the session's
 * own tools, takes the rules from the notes (prices, standing charge, which rows to leave out) and prints
 * `figure=`, `headline=` and `detail=`, which the script picks up. A table without kWh is simply added up.
 */
export function demoCode(csvCapture: string, noteCaptures: string[]): string {
  const notes = noteCaptures.map((capture) => `{{${capture}|json}}`).join(', ');
  return `const read = async (path) => {
  const text = await tools.read({ file_path: path });
  // tools number the lines for the model; here only the words count
  return text.replace(/^ *\\d+\\t/gm, '');
};

const [head, ...lines] = (await read({{${csvCapture}|json}})).trim().split(/\\r?\\n/);
const columns = head.split(/[,;]/).map((name) => name.trim());
const rows = lines
  .map((line) => line.split(/[,;]/))
  .filter((cells) => cells.length === columns.length)
  .map((cells) => Object.fromEntries(cells.map((cell, index) => [columns[index], cell.trim()])));

let notes = '';
for (const path of [${notes}]) notes += (await read(path)) + '\\n';

const price = (tariff) => Number(notes.match(new RegExp(tariff + ' tariff: *([0-9.]+)', 'i'))?.[1]);
const standing = Number(notes.match(/standing charge: *([0-9.]+)/i)?.[1] ?? 0);
const leftOut = notes.match(/rows marked \`?(\\w+)\`?/i)?.[1];
const counted = rows.filter((row) => !leftOut || !Object.values(row).includes(leftOut));
const sum = (list, column) => list.reduce((total, row) => total + Number(row[column]), 0);

if (columns.includes('kwh') && price('day') > 0) {
  const day = sum(counted.filter((row) => row.tariff === 'day'), 'kwh');
  const night = sum(counted.filter((row) => row.tariff === 'night'), 'kwh');
  const cost = day * price('day') + night * price('night') + standing;
  console.log('figure=' + cost.toFixed(2));
  console.log('headline=The electricity cost ' + cost.toFixed(2) + ' EUR');
  console.log('detail=' + day.toFixed(2) + ' kWh by day and ' + night.toFixed(2) + ' kWh by night, from '
    + counted.length + ' rows; ' + (rows.length - counted.length) + ' rows left out as the notes ask');
} else {
  const column = columns.find((name) => rows.length > 0 && rows.every((row) => row[name] !== '' && !Number.isNaN(Number(row[name]))));
  if (!column) throw new Error('the table has no column of numbers');
  const total = sum(counted, column);
  console.log('figure=' + total.toFixed(2));
  console.log('headline=The column ' + column + ' adds up to ' + total.toFixed(2));
  console.log('detail=' + counted.length + ' of ' + rows.length + ' rows counted');
}
`;
}
