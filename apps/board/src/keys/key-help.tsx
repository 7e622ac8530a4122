import { labels } from '../view/labels.ts';
import type { HelpGroup, HelpRow } from './help-rows.ts';
import { helpRows } from './help-rows.ts';
import { helpWords } from './help-words.ts';
import '../styles/keys.css';

const groups: readonly HelpGroup[] = ['ticket', 'walk', 'page'];

/** Every key with what it does, and the ways without a keyboard. */
export function KeyHelp() {
  const rows = helpRows();
  const { pointer } = helpWords();
  return (
    <div class="key-help">
      {groups.map((group) => (
        <section key={group}>
          <h3>{helpWords().groups[group]}</h3>
          <dl>
            {rows[group].map((row) => (
              <Row key={row.line} {...row} />
            ))}
          </dl>
        </section>
      ))}
      <section>
        <h3>{pointer.title}</h3>
        <ul>
          <li>{pointer.tap}</li>
          <li>{pointer.drag}</li>
          <li>{pointer.undo}</li>
        </ul>
      </section>
    </div>
  );
}

function Row({ line, keys }: HelpRow) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{nameOf(key)}</kbd>
        ))}
      </dt>
      <dd>{line === 'move' ? moves() : helpWords().actions[line]}</dd>
    </div>
  );
}

function moves(): string {
  return `${helpWords().actions.move} ${Object.values(labels().states).join(' · ')}`;
}

const arrows: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

function nameOf(key: string): string {
  const named: Record<string, string> = { ...arrows, ...helpWords().keys, ' ': helpWords().keys.space };
  return named[key] ?? key.toUpperCase();
}
