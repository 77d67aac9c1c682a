import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { drawer, drawers } from './support/memory.ts';
import { playing, say } from './support/rehearsal.ts';
import { demoFolder, grantFolder, newSession, sendAndWait } from './support/session.ts';

describe('the palace', () => {
  let launched: LaunchedApp;
  beforeAll(async () => {
    launched = await launchApp({ arguments: playing([{ reply: { blocks: [say('Noted.')] } }]) });
    const { window } = launched;
    await newSession(window);
    await sendAndWait(window, 'We decided to buy lamps from Klaus Weber in Vienna.');
    await sendAndWait(window, 'I live in Berlin.');
    await sendAndWait(window, 'I live in Munich.');
    await newSession(window);
    await grantFolder(launched, demoFolder());
    await sendAndWait(window, 'Klaus Weber called: the build fails with an error.');
    await newSession(window);
    await sendAndWait(window, 'The train from Vienna was late.');
  });
  afterAll(() => launched?.close());

  const open = async (view: string) => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Memory', exact: true }).click();
    await window
      .getByRole('navigation', { name: 'View of the memory' })
      .getByRole('link', { name: view })
      .click();
  };
  const list = () => drawers(launched.window);
  const chooseOption = async (label: string, option: string | RegExp) => {
    const { window } = launched;
    await window.getByRole('combobox', { name: label, exact: true }).click();
    await window.getByRole('option', { name: option }).click();
  };

  test('a hall shows its drawers; one says why it is there, names whom it names, and is put elsewhere', async () => {
    const { window } = launched;
    await open('Drawers');
    await chooseOption('Hall', /^Decisions/);
    await list().getByRole('link').filter({ hasText: 'Klaus Weber' }).click();
    await drawer(window).getByText('Decisions: “decided”').waitFor();
    await drawer(window).getByText('It was said in this session.').waitFor();
    await drawer(window)
      .getByRole('button', { name: /^Klaus Weber/ })
      .waitFor();
    await lookAt(launched, 'palace-drawer');
    await chooseOption('Put into another hall', 'Events');
    await drawer(window).getByText('You put it into this hall.').waitFor();
    await list().getByText('No drawers here').waitFor();
    await chooseOption('Hall', 'All halls');
  });

  test('a room shows what stands out and where it leads; drawers are selected and moved into a new one', async () => {
    const { window } = launched;
    await open('Drawers');
    await window.getByRole('button', { name: 'Select', exact: true }).click();
    await window.getByRole('checkbox', { name: /Select this drawer: I live in Berlin/ }).check();
    await window.getByRole('checkbox', { name: /Select this drawer: I live in Munich/ }).check();
    await list().getByText('2 drawers selected').waitFor();
    await lookAt(launched, 'palace-selecting');
    await window.getByRole('button', { name: 'Move…' }).click();
    const dialog = window.getByRole('dialog', { name: 'Move 2 drawers' });
    await dialog.getByRole('combobox', { name: 'Room' }).click();
    await window.getByRole('option', { name: 'A new room' }).click();
    await dialog.getByRole('textbox', { name: 'Name of the new room' }).fill('Homes');
    await dialog.getByRole('combobox', { name: 'In the wing' }).click();
    await window.getByRole('option', { name: 'Home' }).click();
    await dialog.getByRole('button', { name: 'Move' }).click();
    const tree = window.getByRole('navigation', { name: 'Wings and rooms' });
    await tree.getByRole('link', { name: /^Home/ }).first().click();
    await tree.getByRole('link', { name: /^Homes/ }).click();
    await list().getByRole('region', { name: 'What stands out' }).getByText('I live in Munich.').waitFor();

    await window.getByRole('button', { name: 'Change this room' }).click();
    await window.getByRole('menuitem', { name: 'Rename…' }).click();
    await window.getByRole('textbox', { name: 'Name' }).fill('Where I live');
    await window.getByRole('button', { name: 'Save' }).click();
    await tree.getByRole('link', { name: /^Where I live/ }).waitFor();
    await lookAt(launched, 'palace-room');
    expect(await list().getByRole('link').filter({ hasText: 'I live in' }).count()).toBeGreaterThanOrEqual(2);
  });

  test('the map shows rooms around their wings, and the ways between them', async () => {
    const { window } = launched;
    await open('Map');
    await window.getByRole('group', { name: 'Map of the memory' }).waitFor();
    const ways = window.getByRole('region', { name: 'Hallways and tunnels' });
    await ways.getByText('Klaus Weber').first().waitFor();
    await ways.getByText('Vienna').first().waitFor();
    await lookAt(launched, 'palace-map');
  });

  test('facts that contradict each other are settled by the owner, and are shown as of a day', async () => {
    const { window } = launched;
    await open('To settle');
    await window.getByRole('heading', { name: 'You · home' }).waitFor();
    await lookAt(launched, 'palace-settle');
    await window.getByRole('button', { name: 'Munich replaced Berlin' }).focus();
    await window.keyboard.press('Enter');
    await window.getByText('Nothing contradicts itself').waitFor();
    await lookAt(launched, 'palace-settled');
    // what was settled can be taken back, and Tab goes on where the pair was
    await window.getByRole('button', { name: 'Undo' }).first().click();
    await window.getByRole('button', { name: 'Munich replaced Berlin' }).click();
    await window.getByText('Nothing contradicts itself').waitFor();
    await open('Facts');
    const facts = window.getByRole('list', { name: 'Facts' });
    await facts.getByText('Munich', { exact: true }).waitFor();
    await facts.getByText(/^until /).waitFor();
    await lookAt(launched, 'palace-facts');
    await window.getByLabel('As of').fill('2001-01-01');
    await window.getByText('Nothing is known to have held then').waitFor();
  });
});
